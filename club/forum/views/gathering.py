"""Two topics made one, one made two."""

import re

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import gathering, queries, staff_forms
from club.forum.models import Topic
from club.forum.views import bp
from club.forum.views.addresses import topic_address
from club.policy import Action, can

ADDRESS = re.compile(r"(?:.*/sujets/)?(\d{1,9})(?:[-?#/].*)?\Z")
UNKNOWN = "Aucun sujet à cette adresse. Copiez l’adresse de sa page, ou son numéro."
ELSEWHERE = "Ce sujet n’est pas de votre territoire : demandez à la modération."


@bp.route("/sujets/<int:id>/reunir", methods=["GET", "POST"])
@guard(Action.TOPIC_CURATE, queries.topic)
def merge(topic: Topic) -> ResponseReturnValue:
    """First the other topic is named and shown, then the gesture is confirmed with its reason."""
    form = staff_forms.MergeForm()
    if request.method != "POST":
        return _merge_page(topic, form, request.args.get("vers", "").strip())
    target = queries.topic(form.into_id)
    if target is None or not can(current_user, Action.TOPIC_CURATE, target):
        abort(403)
    if not form.validate_on_submit():
        return _merge_page(topic, form, str(form.into_id))
    gathering.merge(topic, target, reason=form.reason.data, by=current_user)
    flash("Les deux sujets sont réunis. L’ancienne adresse mène ici.", "success")
    return redirect(topic_address(target))


def _merge_page(topic: Topic, form: staff_forms.MergeForm, asked: str) -> str:
    found = ADDRESS.match(asked)
    target = queries.topic(int(found[1])) if found else None
    mistake = _mistake(topic, target) if asked else None
    form.into.data = str(target.id) if target and not mistake else ""
    shown = target if not mistake else None
    return render_template("forum/merge.html", form=form, topic=topic, target=shown, asked=asked, mistake=mistake)


def _mistake(topic: Topic, target: Topic | None) -> str | None:
    if target is None or not can(current_user, Action.TOPIC_READ, target):
        return UNKNOWN
    return gathering.why_not(topic, target) or (None if can(current_user, Action.TOPIC_CURATE, target) else ELSEWHERE)


@bp.route("/sujets/<int:id>/detacher", methods=["GET", "POST"])
@guard(Action.TOPIC_CURATE, queries.topic)
def split(topic: Topic) -> ResponseReturnValue:
    posts = queries.all_posts(topic.id, 1 if topic.about_kind else 2)
    form = staff_forms.SplitForm(topic, posts)
    if not form.validate_on_submit():
        return render_template("forum/split.html", form=form, topic=topic)
    chosen = {"title": form.title.data, "theme_id": form.theme_id.data, "kind": form.kind.data}
    made = gathering.split(topic, form.posts.data, **chosen, reason=form.reason.data, by=current_user)
    flash("Les messages ont leur propre sujet. Leurs auteurs sont prévenus.", "success")
    return redirect(topic_address(made))
