"""The pages of the library, in one blueprint."""

from flask import Blueprint

bp = Blueprint("library", __name__, url_prefix="/ressources")

from club.library.views import care, history, keeping, lists, reading, states, writing  # noqa: E402, F401 - they add their pages to bp
