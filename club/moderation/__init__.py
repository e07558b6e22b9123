"""Keeping the club a good place: reports, decisions with their reason, hiding and restoring."""

from club.moderation.views import bp

__all__ = ["bp"]
