"""The administration: who comes in, who may do what, what was done, what was mailed."""

from club.admin.views import bp

__all__ = ["bp"]
