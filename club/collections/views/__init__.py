"""The pages of collections, in one blueprint."""

from flask import Blueprint

bp = Blueprint("collections", __name__, url_prefix="/parcours")

from club.collections.views import adding, exporting, lists, reading, states, writing  # noqa: E402, F401 - they add their pages to bp
