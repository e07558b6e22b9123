"""Corrections that members propose to the text of a resource; who answers for it accepts or refuses them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from club import clock
from club.access import Refused
from club.events import emit
from club.extensions import Model, db
from club.library import operations, queries
from club.library.events import CorrectionProposed, CorrectionSettled
from club.library.models import Resource
from club.members.models import Member, Organisation
from club.paging import AnyRow, Page, newest_first
from club.policy import Viewer

SETTLED = "Cette correction a déjà reçu une réponse."


class Correction(Model):
    """A text proposed in the place of another (`base`), and what became of it."""

    PROPOSED, ACCEPTED, REFUSED = "proposed", "accepted", "refused"
    WHY_MAX = 300
    WORD_MAX = 500

    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    base: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(WHY_MAX))
    state: Mapped[str] = mapped_column(String(8), default=PROPOSED)
    word: Mapped[str] = mapped_column(String(WORD_MAX), default="")  # why it is refused
    proposed_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))

    resource: Mapped[Resource] = relationship(lazy="raise")
    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")

    __table_args__ = (Index("ix_correction_newest", "proposed_at", "id"),)

    @property
    def is_waiting(self) -> bool:
        return self.state == self.PROPOSED

    @property
    def is_moved(self) -> bool:
        """Whether the text has changed since it was proposed."""
        return self.resource.body != self.base


def propose(resource: Resource, body: str, why: str, *, by: Member) -> Correction:
    """Another text for a resource, with the reason."""
    if body == resource.body:
        raise Refused("Vous n’avez rien changé au texte.")
    made = Correction(resource_id=resource.id, author_id=by.id, base=resource.body, body=body, why=why)
    db.session.add(made)
    db.session.flush()
    emit(CorrectionProposed(correction_id=made.id, by_id=by.id))
    return made


def accept(proposed: Correction, body: str, *, version: int, by: Member) -> None:
    """Put it in the text, as proposed or retouched; raises Conflict when the resource moved since `version`."""
    _refuse_settled(proposed)
    sheet = operations.sheet_of(proposed.resource, body=body)
    operations.edit(proposed.resource, sheet, version=version, by=by, note=proposed.why)
    _settle(proposed, Correction.ACCEPTED, by)


def refuse(proposed: Correction, word: str, *, by: Member) -> None:
    """Leave the text as it is, and say why."""
    _refuse_settled(proposed)
    proposed.word = word
    _settle(proposed, Correction.REFUSED, by)


def _refuse_settled(proposed: Correction) -> None:
    if not proposed.is_waiting:
        raise Refused(SETTLED)


def _settle(proposed: Correction, state: str, by: Member) -> None:
    proposed.state, proposed.settled_at, proposed.settled_by_id = state, clock.now(), by.id
    emit(CorrectionSettled(correction_id=proposed.id, by_id=by.id))


def correction(id: int) -> Correction | None:
    """A correction with its author and its resource, whole."""
    both = joinedload(Correction.author, innerjoin=True), joinedload(Correction.resource, innerjoin=True)
    found = db.session.scalar(select(Correction).where(Correction.id == id).options(*both))
    if found is not None:
        queries.resource(found.resource_id)  # completes the resource that is already in hand
    return found


def waiting_for(viewer: Viewer, *, after: str | None) -> Page[AnyRow]:
    """The corrections that wait on the resources which a member may edit, the newest first."""
    columns: list[Any] = [Correction.id, Correction.proposed_at, Correction.why, Resource.title]
    columns += [Member.first_name, Member.last_name, Organisation.name]
    statement = select(*columns).join(Resource, Resource.id == Correction.resource_id)
    statement = statement.join(Member, Member.id == Correction.author_id)
    statement = statement.outerjoin(Organisation, Organisation.id == Resource.organisation_id)
    statement = statement.where(Correction.state == Correction.PROPOSED, queries.editable_by(viewer))
    return newest_first(statement, Correction.proposed_at, Correction.id, after=after, rows=True)


def helpers_of(resource_id: int) -> Any:
    """The names of those whose corrections were accepted, one a line, as a part of a statement."""
    name = Member.first_name + " " + Member.last_name
    accepted = Correction.resource_id == resource_id, Correction.state == Correction.ACCEPTED
    names = select(name.label("name")).join(Correction, Correction.author_id == Member.id).where(*accepted).distinct()
    return select(func.aggregate_strings(names.subquery().c.name, "\n")).scalar_subquery()
