"""The pages of the forum, in one blueprint."""

from flask import Blueprint

bp = Blueprint("forum", __name__, url_prefix="/forum")

from club.forum.views import (  # noqa: E402 - they add their pages to bp
    announcing,  # noqa: F401
    asking,  # noqa: F401
    attaching,  # noqa: F401
    following,  # noqa: F401
    gathering,  # noqa: F401
    gestures,  # noqa: F401
    keeping,  # noqa: F401
    lists,  # noqa: F401
    nearby,  # noqa: F401
    posts,  # noqa: F401
    tagging,  # noqa: F401
    topics,  # noqa: F401
)
