"""Collections (« parcours »): resources of the library put in order by a member, with a word on each."""

from club.collections.views import bp

__all__ = ["bp"]
