"""What helps while somebody writes: questions close to theirs, names to mention."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import similar
from club.forum.views import bp
from club.policy import Action

LONGEST = 150


@bp.get("/questions-proches", endpoint="similar")
@guard(Action.TOPIC_CREATE)
def similar_topics() -> ResponseReturnValue:
    """A fragment for the script of the form; the form has its own step without scripts."""
    asked = request.args.get("titre", "")[:LONGEST]
    return render_template("forum/_similar.html", similar=similar.similar(asked, current_user), asked=asked)
