"""The pages of Entraide, in one blueprint."""

from flask import Blueprint

bp = Blueprint("helping", __name__, url_prefix="/entraide")

from club.helping.views import exchanges, offers  # noqa: E402, F401 - they add their pages to bp
