"""The first visit, in three steps: who I am, my themes, a first hello."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.members import forms, operations, queries
from club.members.views import bp
from club.policy import Action

LAST = 3


@bp.route("/bienvenue", methods=["GET", "POST"])
@guard(Action.HOME_READ)
def welcome() -> ResponseReturnValue:
    """One step at a time; each can be skipped, and the page is not shown again once all are done."""
    step = min(current_user.welcome_step, LAST - 1)
    form = forms.ThemesForm(data={"themes": _my_themes()})
    if request.method == "POST" and form.validate():
        if step == 1 and "skip" not in request.form:
            operations.choose_themes(current_user, form.themes.data or [])
        operations.welcome_done(current_user, step + 1)
        return redirect(_after(step, request.form.get("go", "")))
    return render_template("members/welcome.html", form=form, step=step)


def _my_themes() -> list[int]:
    me = queries.member(current_user.id)
    return [theme.id for theme in me.themes] if me else []


def _after(step: int, go: str) -> str:
    if go == "profile":
        return url_for(".profile")
    if go == "hello":
        return url_for("forum.new_topic", genre="discussion", bonjour=1)
    return url_for(".welcome") if step + 1 < LAST else url_for("home.index")
