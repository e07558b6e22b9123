"""What waits to be read before it is published: one's own messages."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once
from club.access import guard
from club.forum import holding
from club.forum.forms import ReplyForm, TopicForm
from club.forum.views import bp
from club.policy import Action

WAITS = "Merci. L’équipe relit les deux premiers messages de chaque nouveau membre : vous serez prévenu de sa réponse."


def held(form: ReplyForm | TopicForm) -> ResponseReturnValue:
    """The answer to a message that now waits."""
    address = url_for(".own_held")
    once.settle(form.submission.data, current_user.id, address)
    flash(WAITS, "success")
    return redirect(address)


@bp.get("/en-attente")
@guard(Action.HELD_OWN)
def own_held() -> ResponseReturnValue:
    return render_template("forum/held.html", messages=holding.of_author(current_user.id))
