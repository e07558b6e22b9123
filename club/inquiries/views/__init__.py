"""The pages of requests, in one blueprint."""

from flask import Blueprint

bp = Blueprint("inquiries", __name__, url_prefix="/mises-en-relation")

from club.inquiries.views import answering, asking, following  # noqa: E402, F401 - they add their pages to bp
