"""What every import keeps: how far it is, its lines and what becomes of each. Both are mixed into models."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from club import clock
from club.members.models import Member


class Phase(StrEnum):
    """How far an import is. Nothing but its own lines changes before it is running."""

    READING = "reading"
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"


class Outcome(StrEnum):
    """What becomes of a line."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


WORKING = (Phase.READING, Phase.CHECKING, Phase.RUNNING)


class Run:
    """One document that was sent, from its reading to its end. `halted` says why it does not go on."""

    NAME_MAX = 200
    STOPPED, FAILED = "stopped", "failed"

    id: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    phase: Mapped[str] = mapped_column(String(8), default=Phase.READING)
    halted: Mapped[str] = mapped_column(String(7), default="")
    halted_word: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[list[str]] = mapped_column(JSON, default=list)  # of the whole document
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)  # lines of this phase
    last_number: Mapped[int] = mapped_column(default=0)  # of the last line done
    counts: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # lines by outcome, by mark
    attempts: Mapped[int] = mapped_column(default=0)  # of the present batch
    touched_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    finished_at: Mapped[datetime | None]

    @declared_attr
    def author(cls) -> Mapped[Member]:
        return relationship(lazy="raise")

    @property
    def is_working(self) -> bool:
        """Whether the worker is to go on with it."""
        return self.phase in WORKING and not self.halted

    @property
    def is_launched(self) -> bool:
        """Whether it writes, or has written: before that, its lines say what would happen."""
        return self.phase in (Phase.RUNNING, Phase.DONE)

    @property
    def percent(self) -> int:
        """How much of the present phase is done."""
        return 100 * self.done // self.total if self.total else 0


class Line:
    """One record of the document, and what becomes of it: in the dry run, then for good."""

    TITLE_MAX, IDENTIFIER_MAX = 200, 300

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]  # the line of the table, the rank in a feed
    identifier: Mapped[str] = mapped_column(String(IDENTIFIER_MAX), default="")
    title: Mapped[str] = mapped_column(String(TITLE_MAX), default="")
    cells: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    outcome: Mapped[str] = mapped_column(String(9), default="")
    changed: Mapped[str] = mapped_column(Text, default="")  # labels of the fields, one a line, as the two below
    protected: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")  # sentences: the reason of a refusal, what to look at
