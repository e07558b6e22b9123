"""Passation: what a commune keeps when somebody leaves it, and what the next one finds."""

from club.handover.views import bp

__all__ = ["bp"]
