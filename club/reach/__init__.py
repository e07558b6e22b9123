"""What becomes of a contribution: how much it is read, kept and quoted, and where; never by whom."""

from club.reach.views import bp as bp

__all__ = ["bp"]
