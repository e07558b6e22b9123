"""The measure of all ratios: a bare Flask application that renders one Jinja page of a given weight."""

import os

from flask import Flask, render_template

PAGE = """<!doctype html><html lang="fr"><title>Nue</title><main>
{% for row in rows %}<article><h2>{{ row.title }}</h2><p>{{ row.text }}</p></article>{% endfor %}</main></html>"""
ROW = {"title": "Une halle & un marché", "text": "Bonjour à toutes et à tous, voici notre expérience. " * 8}

app = Flask(__name__)
ROWS = [ROW] * max(1, int(os.environ.get("BARE_WEIGHT", "28000")) // 480)


TEMPLATE = app.jinja_env.from_string(PAGE)  # compiled once, like the templates of any site


@app.get("/")
def page() -> str:
    return render_template(TEMPLATE, rows=ROWS)
