"""Texts begun and not published: kept on the server for their author, and for nobody else."""

from club.drafts.views import bp

__all__ = ["bp"]
