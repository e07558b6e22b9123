"""The successive texts of a card, with its territories and offers: who changed what. Contacts leave no trace."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, func, insert, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from club import clock, french
from club.directory.models import Coverage, Offer
from club.extensions import Model, db
from club.forum.versions import Version, chained
from club.members.models import Member, Organisation
from club.vocabulary.models import Term

FACTS = ("acronym", "siren", "siret", "website", "address", "summary")


class OrganisationRevision(Model):
    """The whole text of a card that an edit replaced; `note` says what that edit was about."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    version: Mapped[int]
    body: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(String(200), default="")
    replaced_at: Mapped[datetime] = mapped_column(default=clock.now)
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))

    replaced_by: Mapped[Member] = relationship(lazy="raise")


def whole(organisation: Organisation) -> str:
    """All that the card says in public, line by line."""
    return wholes([organisation.id])[organisation.id]


def wholes(ids: Collection[int]) -> dict[int, str]:
    """The same of many cards, in three statements."""
    columns = (
        Organisation.id,
        Organisation.name,
        Organisation.description,
        Organisation.closed_on,
        *(getattr(Organisation, one) for one in FACTS),
    )
    asked = select(*columns, Term.label).join(Term, Term.id == Organisation.type_id).where(Organisation.id.in_(ids))
    places, offers = _places(ids), _offers(ids)
    found = {}
    for row in db.session.execute(asked):
        closed = f"Fermée depuis le {french.day(row.closed_on)}" if row.closed_on else ""
        facts = [f"# {row.name}", row.label, closed, *(getattr(row, name) or "" for name in FACTS)]
        covered = "Territoires\u202f: " + ", ".join(places[row.id])
        found[row.id] = "\n\n".join(
            filter(None, ["\n".join(filter(None, facts)), covered, row.description, *offers[row.id]])
        )
    return found


def _places(ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    asked = select(Coverage.organisation_id, Coverage.label).where(Coverage.organisation_id.in_(ids))
    for owner, label in db.session.execute(asked.order_by(Coverage.scope, Coverage.label)):
        found[owner].append(label)
    return found


def _offers(ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    offered = Offer.organisation_id.in_(ids), Offer.withdrawn_at.is_(None)
    for one in db.session.scalars(select(Offer).where(*offered).order_by(Offer.position, Offer.id)):
        said = f"## {one.title}", one.price, one.delay, one.how_to_ask, one.body
        found[one.organisation_id].append("\n".join(filter(None, said)))
    return found


def keep(before: Mapping[int, str], note: str, *, by: Member) -> None:
    """Keep the texts that a change has replaced, by the ids of their cards, if it did."""
    db.session.flush()
    after = wholes(before)
    changed = [id for id, body in before.items() if body != after[id]]
    if not changed:
        return
    mine = OrganisationRevision.organisation_id.in_(changed)
    asked = select(OrganisationRevision.organisation_id, func.max(OrganisationRevision.version)).where(mine)
    numbers = {id: version for id, version in db.session.execute(asked.group_by(OrganisationRevision.organisation_id))}
    same = {"note": note, "replaced_by_id": by.id, "replaced_at": clock.now()}
    rows = [{"organisation_id": id, "version": numbers.get(id, 0) + 1, "body": before[id], **same} for id in changed]
    db.session.execute(insert(OrganisationRevision), rows)


def versions(organisation: Organisation) -> list[Version]:
    """Every text of a card, the newest first."""
    mine = select(OrganisationRevision).where(OrganisationRevision.organisation_id == organisation.id)
    loaded = mine.options(joinedload(OrganisationRevision.replaced_by, innerjoin=True))
    older = db.session.scalars(loaded.order_by(OrganisationRevision.id)).all()
    first = Version(len(older) + 1, "", "l’équipe du club", organisation.created_at)
    return chained(older, [*(one.body for one in older), whole(organisation)], first, [one.note for one in older])
