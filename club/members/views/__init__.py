"""The pages of accounts, in one blueprint."""

from flask import Blueprint

bp = Blueprint("members", __name__)

from club.members.views import account, entry, welcome  # noqa: E402, F401 - they add their pages to bp
