"""The doors of the club: home pages, search, preview, legal pages, probes."""

from club.home.views import bp

__all__ = ["bp"]
