"""The club seen from its territories: EPCI, départements, régions, and the map."""

from club.atlas.views import bp

__all__ = ["bp"]
