"""The pages of funding, in one blueprint."""

from flask import Blueprint

bp = Blueprint("funding", __name__, url_prefix="/aides")

from club.funding.views import (  # noqa: E402, F401 - they add their pages to bp
    calendar,
    here,
    lists,
    plans,
    proofs,
    reading,
    searches,
    states,
    writing,
)
