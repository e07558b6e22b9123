"""Experiences: what a commune did, told so that another can do it."""

from club.experiences.views import bp

__all__ = ["bp"]
