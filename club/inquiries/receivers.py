"""Whom a request reaches: a contact by mail, the editors of the organisation in the club; and why it cannot leave."""

from sqlalchemy import select

from club.directory import contacts
from club.directory.models import Offer, OrganisationContact
from club.extensions import db
from club.members import queries as members
from club.members.models import Member, Organisation, Standing
from club.paging import AnySelect
from club.territories import scopes

NOBODY = "Personne ne peut être joint par le club dans cette organisation : ni adresse de courriel, ni membre."
ANYWHERE, NOWHERE = 9, 10  # wider than any territory


def refusal(organisation: Organisation, offer: Offer | None) -> str:
    """Why nothing can be asked there; empty when it can."""
    if organisation.closed_on is not None:
        return "Cette organisation n’existe plus."
    if organisation.standing != Standing.LISTED:
        return "Cette organisation n’est pas dans l’annuaire."
    if offer is not None and offer.withdrawn_at is not None:
        return "Cette offre n’est plus proposée."
    return ""


def contact(organisation_id: int, offer: Offer | None, commune_code: str) -> OrganisationContact | None:
    """The contact of the offer, else the one of the organisation whose territory is the nearest; with an address."""
    if offer is not None and offer.contact is not None and offer.contact.email:
        return offer.contact
    reachable = [one for one in contacts.contacts_of(organisation_id) if one.email]
    around = _around(commune_code) if any(one.territories for one in reachable) else {}
    near = [one for one in reachable if _width(one, around) <= ANYWHERE]
    return min(near, key=lambda one: _width(one, around), default=None)


def _around(commune_code: str) -> dict[tuple[str, str], int]:
    here = scopes.containing(commune_code)
    return {(row.scope, row.code): row.width for row in db.session.execute(select(here))}


def _width(one: OrganisationContact, around: dict[tuple[str, str], int]) -> int:
    """How near the territory of a contact is: who has none answers anywhere, who has another one answers nowhere."""
    if not one.territories:
        return ANYWHERE
    return min(around.get((place.scope, place.code), NOWHERE) for place in one.territories)


def editors(organisation_id: int) -> AnySelect:
    """The ids of the members who edit its card."""
    return select(Member.id).where(members.editing(organisation_id))


def has_editors(organisation_id: int) -> bool:
    """Whether somebody of the organisation reads the club."""
    return db.session.scalar(editors(organisation_id).limit(1)) is not None
