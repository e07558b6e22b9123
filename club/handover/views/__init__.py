"""The pages of a handover, by what one comes to do."""

from flask import Blueprint

bp = Blueprint("handover", __name__, url_prefix="/passations")

from club.handover.views import declaring, filing, lists, preparing, receiving, succeeding  # noqa: E402, F401
