"""Where topics and messages live."""

from typing import Any

from flask import url_for

from club.forum import queries
from club.forum.models import Topic
from club.forum.sheet import Sheet


def topic_address(topic: Topic | Sheet, **more: Any) -> str:
    """The page of a topic."""
    return url_for(".topic", id=topic.id, slug=topic.slug, **more)


def page_or_none(number: int) -> int | None:
    """The page of a message; the first one needs no number in its address."""
    page = queries.page_of(number)
    return page if page > 1 else None


def home_of(topic: Topic, **more: Any) -> str:
    """Where a topic lives: a discussion about something, on the page of that thing."""
    if topic.about_kind == "experience":
        return url_for("experiences.show", id=topic.about_id, slug=topic.slug, **more)
    return topic_address(topic, **more)
