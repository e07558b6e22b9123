"""Files that are kept: what they are, under which key their content lies."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

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
