"""Entraide: members offer a visit, a reading, a testimony, a welcome; others ask for it, meet, and tell."""

from club.helping.views import bp

__all__ = ["bp"]
