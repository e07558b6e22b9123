"""People: their accounts, how they come in, what they tell of themselves."""

from club.members.views import bp

__all__ = ["bp"]
