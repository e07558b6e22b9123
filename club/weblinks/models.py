"""What is known of each address, and where it is shown."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.extensions import Model


class WebLink(Model):
    """An address that pages show; `dead_at` is set once it has not answered for long enough."""

    URL_MAX = 500

    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str] = mapped_column(String(URL_MAX), unique=True)
    host: Mapped[str] = mapped_column(String(253))
    due_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)  # when it is asked next
    asked_at: Mapped[datetime | None]
    status: Mapped[int | None]  # of HTTP; 0 when nothing answered
    misses: Mapped[int] = mapped_column(default=0)
    missed_since: Mapped[datetime | None]
    dead_at: Mapped[datetime | None]


class LinkUse(Model):
    """A page that shows an address: a resource, a funding sheet."""

    link_id: Mapped[int] = mapped_column(ForeignKey("web_link.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(10), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True)

    __table_args__ = (Index("ix_link_use_thing", "kind", "thing_id"),)
