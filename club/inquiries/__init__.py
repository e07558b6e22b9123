"""« Mise en relation »: what a commune asks of an organisation, followed by both until it is answered and closed."""

from club.inquiries.views import bp

__all__ = ["bp"]
