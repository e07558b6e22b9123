"""The pages of the library, in one blueprint."""

from flask import Blueprint

bp = Blueprint("library", __name__, url_prefix="/ressources")

# They add their pages to bp.
from club.library.views import care, history, keeping, lists, reading, sending, states, writing  # noqa: E402, F401
