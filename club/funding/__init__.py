"""Funding: the aids that communes may ask for, who gives them, until when, and for whom."""

from club.funding.views import bp

__all__ = ["bp"]
