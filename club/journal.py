"""The journal of what staff did: who, what, before, after. Nobody can change it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model, db

if TYPE_CHECKING:
    from club.members.models import Member


class JournalEntry(Model):
    """One act of the staff. Rows are only ever added: triggers of the database refuse the rest."""

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    act: Mapped[str] = mapped_column(String(40), index=True)  # an Action, or a command of the shell
    thing_kind: Mapped[str] = mapped_column(String(20))
    thing_id: Mapped[str] = mapped_column(String(20))
    thing_label: Mapped[str] = mapped_column(String(200), default="")
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")

    actor: Mapped["Member | None"] = relationship(lazy="raise")

    __table_args__ = (Index("ix_journal_entry_newest", "at", "id"),)


def record(
    act: str,
    thing_kind: str,
    thing_id: int | str,
    *,
    by: int | None,
    label: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    at: datetime | None = None,
) -> None:
    """Write down one act of the staff, in the transaction that does it. `by` is a member's id, None in the shell."""
    entry = JournalEntry(
        at=at or clock.now(),
        act=act,
        thing_kind=thing_kind,
        thing_id=str(thing_id),
        thing_label=label[:200],
        actor_id=by,
        before=before or {},
        after=after or {},
        reason=reason,
    )
    db.session.add(entry)


# What keeps the journal as it was written, in the language of each database (used by the migrations).
TRIGGERS = {
    "sqlite": [
        "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal cannot be changed'); END",
        "CREATE TRIGGER journal_entry_no_delete BEFORE DELETE ON journal_entry "
        "BEGIN SELECT RAISE(ABORT, 'the journal cannot be changed'); END",
    ],
    "postgresql": [
        "CREATE FUNCTION journal_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal cannot be changed'; END $$",
        "CREATE TRIGGER journal_entry_no_change BEFORE UPDATE OR DELETE ON journal_entry "
        "FOR EACH ROW EXECUTE FUNCTION journal_entry_refuse()",
    ],
}
DROPS = {
    "sqlite": [
        "DROP TRIGGER IF EXISTS journal_entry_no_update",
        "DROP TRIGGER IF EXISTS journal_entry_no_delete",
    ],
    "postgresql": [
        "DROP TRIGGER IF EXISTS journal_entry_no_change ON journal_entry",
        "DROP FUNCTION IF EXISTS journal_entry_refuse()",
    ],
}
