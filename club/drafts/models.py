"""A text begun at one place of the club, by one member."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.extensions import Model


class Draft(Model):
    """What was typed in a form, by the name of its place: « nouveau-sujet », « reponse-12 »."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(40), primary_key=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    body: Mapped[str] = mapped_column(Text, default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # the other fields: a text, or several
    saved_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    @property
    def extract(self) -> str:
        """What a list shows of it: its text, or the longest of the fields of a form that has several."""
        typed: list[str] = [value for values in self.fields.values() for value in values]
        return self.body or max(typed, key=len, default="")
