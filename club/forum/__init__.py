"""The forum: questions, discussions, announcements, and the answers to them."""

from club.forum.views import bp

__all__ = ["bp"]
