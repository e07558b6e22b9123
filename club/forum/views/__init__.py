"""The pages of the forum, in one blueprint."""

from flask import Blueprint

bp = Blueprint("forum", __name__, url_prefix="/forum")

from club.forum.views import (  # noqa: E402, F401 - they add their pages to bp
    announcing,
    asking,
    attaching,
    following,
    gathering,
    gestures,
    keeping,
    lists,
    nearby,
    posts,
    tagging,
    topics,
)
