"""Files that are kept: what they are, under which key their content lies, what was read in it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model


class StoredFile(Model):
    """A kept file. `key` is the sha256 of the content: the same content is stored once. Sizes in bytes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(255))
    mime: Mapped[str] = mapped_column(String(100))
    kind_label: Mapped[str] = mapped_column(String(20))  # PDF, ODT, image…
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    reading: Mapped["ContentReading | None"] = relationship(
        primaryjoin="foreign(StoredFile.key) == ContentReading.key", viewonly=True, lazy="raise"
    )


class ContentReading(Model):
    """What was read in a content. It is waiting while `next_try_at` is set, and given up when neither moment is."""

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # of the content
    pages: Mapped[int | None]
    text: Mapped[str] = mapped_column(Text, default="", deferred=True)
    thumbnail_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]

    thumbnail: Mapped[StoredFile | None] = relationship(foreign_keys=thumbnail_id, lazy="raise")

    __table_args__ = (Index("ix_content_reading_next_try_at", "next_try_at"),)

    @property
    def is_given_up(self) -> bool:
        """Whether nobody will try again to read it."""
        return self.read_at is None and self.next_try_at is None
