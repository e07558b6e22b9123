"""What members are told, by the bell and by mail."""

from club.notifications.views import bp

__all__ = ["bp"]
