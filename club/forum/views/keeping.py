"""Keeping topics in order: one page for one topic."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import keeping, queries, staff_forms
from club.forum.models import Topic
from club.forum.views import bp
from club.forum.views.addresses import topic_address
from club.policy import Action


@bp.route("/sujets/<int:id>/ranger", methods=["GET", "POST"])
@guard(Action.TOPIC_CURATE, queries.topic)
def keep(topic: Topic) -> ResponseReturnValue:
    form = staff_forms.KeepForm(topic)
    if not form.validate_on_submit():
        return render_template("forum/keep.html", form=form, topic=topic)
    changed = keeping.keep(topic, form.wish, reason=form.reason.data, by=current_user)
    if not changed:
        flash("Rien n’a changé : le sujet était déjà ainsi.", "info")
    else:
        flash("Le sujet est rangé. Son auteur est prévenu.", "success")
    return redirect(topic_address(topic))
