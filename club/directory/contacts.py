"""Whom to call in an organisation: named people and desks, kept one by one; shown to members only."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload, selectinload

from club import clock
from club.directory import operations
from club.directory.models import ContactTerritory, Offer, OrganisationContact
from club.extensions import db
from club.members.models import Member, Organisation
from club.territories import coverage
from club.territories.scopes import Scope


@dataclass(frozen=True)
class Contact:
    """What is written of a contact; without a territory, it is the one wherever the organisation works."""

    name: str
    function: str = ""
    email: str = ""
    phone: str = ""
    reachable: str = ""
    territories: Sequence[Scope] = ()


WRITTEN = tuple(field.name for field in fields(Contact) if field.name != "territories")


def add(organisation: Organisation, said: Contact, *, by: Member) -> OrganisationContact:
    """One more contact, after the others."""
    mine = OrganisationContact.organisation_id == organisation.id
    with _changing(organisation, by):
        last = db.session.scalar(select(func.max(OrganisationContact.position)).where(mine)) or 0
        contact = OrganisationContact(organisation=organisation, name=said.name, position=last + 1)
        db.session.add(contact)
        _write(contact, said)
    return contact


def edit(contact: OrganisationContact, said: Contact, *, version: int, by: Member) -> None:
    """Replace a contact; raises Conflict when somebody changed it since `version`."""
    with _changing(contact.organisation, by):
        operations.refuse_stale(contact, version, WRITTEN, said)
        contact.version += 1
        _write(contact, said)


def _write(contact: OrganisationContact, said: Contact) -> None:
    for name in WRITTEN:
        setattr(contact, name, getattr(said, name))
    contact.verified_on = clock.today()
    db.session.flush()
    coverage.keep(ContactTerritory, said.territories, contact_id=contact.id)


def verify(contact: OrganisationContact, *, by: Member) -> None:
    """Say that it is still the one to call."""
    with _changing(contact.organisation, by):
        contact.verified_on = clock.today()


def remove(contact: OrganisationContact, *, by: Member) -> None:
    """Forget a contact: the offers that named it have none."""
    with _changing(contact.organisation, by):
        db.session.execute(update(Offer).where(Offer.contact_id == contact.id).values(contact_id=None))
        db.session.delete(contact)


@contextmanager
def _changing(organisation: Organisation, by: Member) -> Iterator[None]:
    """The journal says who of the staff changed the contacts, and no more: names leave no trace."""
    with operations.changing(organisation, "Les contacts", by):
        yield
        operations.touched(organisation, by)


def contact(id: int) -> OrganisationContact | None:
    """One contact with its organisation and its territories."""
    return db.session.scalar(
        select(OrganisationContact)
        .where(OrganisationContact.id == id)
        .options(
            joinedload(OrganisationContact.organisation, innerjoin=True),
            selectinload(OrganisationContact.territories),
        )
    )


def contacts_of(organisation_id: int) -> Sequence[OrganisationContact]:
    """The contacts of an organisation in their order, with their territories."""
    return contacts_of_many([organisation_id])


def contacts_of_many(ids: Sequence[int]) -> Sequence[OrganisationContact]:
    """The same for several organisations."""
    shown = select(OrganisationContact).where(OrganisationContact.organisation_id.in_(ids))
    ordered = shown.order_by(OrganisationContact.position, OrganisationContact.id)
    return db.session.scalars(ordered.options(selectinload(OrganisationContact.territories))).all()


def contacts_called(ids: Sequence[int]) -> list[OrganisationContact]:
    """These contacts in the order given, with their organisations."""
    wanted = select(OrganisationContact).where(OrganisationContact.id.in_(ids))
    whole = wanted.options(joinedload(OrganisationContact.organisation, innerjoin=True))
    found = {one.id: one for one in db.session.scalars(whole)}
    return [found[id] for id in ids if id in found]
