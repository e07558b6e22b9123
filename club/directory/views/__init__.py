"""The pages of the directory, in one blueprint."""

from flask import Blueprint

bp = Blueprint("directory", __name__)

from club.directory.views import (  # noqa: E402, F401 - they add their pages to bp
    alike,
    cards,
    claims,
    contacts,
    importing,
    life,
    lists,
    members,
    offers,
    partners,
    project,
    whom,
)
