"""Changes of the directory."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete

from club import clock, text
from club.access import Conflict
from club.directory.events import OrganisationChanged
from club.directory.models import Coverage, OrganisationContact
from club.events import emit
from club.extensions import db
from club.members.models import Member, Organisation
from club.territories.scopes import Scope


@dataclass(frozen=True)
class Contact:
    """A line of the contacts of an organisation, as typed."""

    name: str
    function: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """All that editors write about an organisation."""

    name: str
    acronym: str
    type_id: int
    summary: str
    description: str
    website: str
    address: str
    coverage: Sequence[Scope]
    contacts: Sequence[Contact]


def create(card: Card, *, by: Member) -> Organisation:
    """A new organisation."""
    organisation = Organisation(name=card.name, slug=text.slugify(card.name), type_id=card.type_id)
    db.session.add(organisation)
    db.session.flush()
    _write(organisation, card, by)
    return organisation


def edit(organisation: Organisation, card: Card, *, version: int, by: Member) -> None:
    """Replace the card; raises Conflict when somebody changed it since `version`."""
    if version != organisation.version:
        raise Conflict(organisation.description, card.description)
    organisation.version += 1
    _write(organisation, card, by)


def _write(organisation: Organisation, card: Card, by: Member) -> None:
    for field in ("name", "acronym", "type_id", "summary", "description", "website", "address"):
        setattr(organisation, field, getattr(card, field))
    organisation.slug = text.slugify(card.name)
    organisation.description_html = text.render(card.description)
    organisation.updated_at = clock.now()
    _replace_coverage(organisation.id, card.coverage)
    _replace_contacts(organisation.id, card.contacts)
    emit(OrganisationChanged(organisation_id=organisation.id, by_id=by.id))


def _replace_coverage(organisation_id: int, scopes: Iterable[Scope]) -> None:
    db.session.execute(delete(Coverage).where(Coverage.organisation_id == organisation_id))
    db.session.add_all(
        Coverage(organisation_id=organisation_id, scope=one.scope, code=one.code, label=one.label)
        for one in dict.fromkeys(scopes)
    )


def _replace_contacts(organisation_id: int, contacts: Iterable[Contact]) -> None:
    db.session.execute(delete(OrganisationContact).where(OrganisationContact.organisation_id == organisation_id))
    db.session.add_all(
        OrganisationContact(
            organisation_id=organisation_id,
            position=position,
            name=one.name,
            function=one.function,
            email=one.email,
            phone=one.phone,
        )
        for position, one in enumerate(contacts)
    )
