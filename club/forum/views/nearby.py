"""What is near a topic, on a page of its own: the topic itself asks no statement more."""

from flask import render_template
from flask.typing import ResponseReturnValue

from club import related
from club.access import guard
from club.forum import queries
from club.forum.models import Topic
from club.forum.views import bp
from club.policy import Action


@bp.get("/sujets/<int:id>/proches")
@guard(Action.TOPIC_READ, queries.topic)
def near(topic: Topic) -> ResponseReturnValue:
    return render_template("forum/near.html", topic=topic, related=related.near("topic", topic.id))
