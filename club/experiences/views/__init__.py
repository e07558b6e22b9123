"""The pages of experiences, in one blueprint."""

from flask import Blueprint

bp = Blueprint("experiences", __name__, url_prefix="/experiences")

from club.experiences.views import gallery, gleaning, reading, states, together, writing  # noqa: E402, F401 - they add their pages to bp
