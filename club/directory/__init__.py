"""Who is who: the communes, the people and the partners of the programme."""

from club.directory.views import bp

__all__ = ["bp"]
