"""The pages of the library, in one blueprint."""

from flask import Blueprint

bp = Blueprint("library", __name__, url_prefix="/ressources")

from club.library.views import (  # noqa: E402, F401 - they add their pages to bp
    care,
    correcting,
    exporting,
    history,
    importing,
    keeping,
    lists,
    reading,
    sending,
    states,
    together,
    wishing,
    writing,
)
