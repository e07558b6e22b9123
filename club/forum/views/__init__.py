"""The pages of the forum, in one blueprint."""

from flask import Blueprint

bp = Blueprint("forum", __name__, url_prefix="/forum")

from club.forum.views import announcing, gathering, keeping, lists, posts, topics  # noqa: E402, F401 - they add their pages to bp
