"""The page behind the bell."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.notifications import operations, queries
from club.notifications.models import Notification
from club.policy import Action

bp = Blueprint("notifications", __name__, url_prefix="/notifications")


@bp.get("/")
@guard(Action.ACCOUNT_NOTIFICATIONS)
def index() -> ResponseReturnValue:
    page = queries.newest(current_user.id, after=request.args.get("apres"))
    return render_template("notifications/index.html", page=page, days=queries.by_day(page.items, current_user))


@bp.post("/<int:id>/ouvrir")
@guard(Action.ACCOUNT_NOTIFICATIONS)
def open_one(id: int) -> ResponseReturnValue:
    """Mark one line as read and go where it leads."""
    found = queries.own(id, current_user.id) or abort(404)
    operations.read(found)
    return redirect(found.words.get("url") or url_for(".index"))


@bp.post("/<int:id>/lu")
@guard(Action.ACCOUNT_NOTIFICATIONS)
def mark_read(id: int) -> ResponseReturnValue:
    """Mark one line as read."""
    operations.read(queries.own(id, current_user.id) or abort(404))
    return redirect(url_for(".index"))


@bp.post("/<int:id>/ouvrir-le-sujet")
@guard(Action.ACCOUNT_NOTIFICATIONS)
def open_topic(id: int) -> ResponseReturnValue:
    """Mark all that was told of the topic of a line as read, and go where the line leads."""
    found = _of_topic(id)
    return redirect(found.words.get("url") or url_for(".index"))


@bp.post("/<int:id>/sujet-lu")
@guard(Action.ACCOUNT_NOTIFICATIONS)
def mark_topic_read(id: int) -> ResponseReturnValue:
    """Mark all that was told of the topic of a line as read."""
    _of_topic(id)
    flash("Les notifications de ce sujet sont marquées comme lues.", "success")
    return redirect(url_for(".index"))


def _of_topic(id: int) -> Notification:
    found = queries.own(id, current_user.id)
    if found is None or found.topic_id is None:
        abort(404)
    operations.read_topic(found.topic_id, current_user.id)
    return found


@bp.post("/tout-lu")
@guard(Action.ACCOUNT_NOTIFICATIONS)
def mark_all_read() -> ResponseReturnValue:
    operations.read_all(current_user.id)
    flash("Toutes les notifications sont marquées comme lues.", "success")
    return redirect(url_for(".index"))
