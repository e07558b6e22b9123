"""Keeping topics in order."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import keeping, queries
from club.forum.models import Topic
from club.forum.views import bp
from club.forum.views.addresses import topic_address
from club.policy import Action


@bp.post("/sujets/<int:id>/verrouiller")
@guard(Action.TOPIC_CURATE, queries.topic)
def lock(topic: Topic) -> ResponseReturnValue:
    keeping.lock(topic, is_locked=not topic.is_locked, by=current_user)
    flash("Le sujet est fermé aux réponses." if topic.is_locked else "Le sujet est rouvert.", "success")
    return redirect(topic_address(topic))


@bp.post("/sujets/<int:id>/epingler")
@guard(Action.TOPIC_CURATE, queries.topic)
def pin(topic: Topic) -> ResponseReturnValue:
    keeping.pin(topic, is_pinned=not topic.is_pinned, by=current_user)
    flash("Le sujet est épinglé." if topic.is_pinned else "Le sujet n’est plus épinglé.", "success")
    return redirect(topic_address(topic))
