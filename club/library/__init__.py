"""The library: what partners publish for the communes, and its files."""

from club.library.views import bp

__all__ = ["bp"]
