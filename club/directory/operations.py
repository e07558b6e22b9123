"""Changes of the card of an organisation: what it is, where it works."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import select

from club import clock, storage, text, uploads
from club.access import Conflict, Refused
from club.directory import history, noting
from club.directory.events import OrganisationChanged
from club.directory.models import Coverage
from club.events import emit
from club.extensions import db
from club.members.models import Member, Organisation, Standing
from club.storage.models import StoredFile
from club.territories import coverage
from club.territories.scopes import Scope

TEXTS = ("name", "acronym", "siren", "siret", "summary", "website", "address", "description")


@dataclass(frozen=True, kw_only=True)
class Card:
    """What editors write about an organisation; `siren` or `siret` may be unknown."""

    name: str
    acronym: str
    type_id: int
    summary: str
    description: str
    website: str
    address: str
    siren: str | None = None
    siret: str | None = None
    parent_id: int | None = None


def create(card: Card, covered: Sequence[Scope] = (), *, by: Member, proposed_by: Member | None = None) -> Organisation:
    """A new organisation, in the directory at once unless somebody only proposes it."""
    organisation = Organisation(name=card.name, slug=text.slugify(card.name), type_id=card.type_id)
    if proposed_by:
        organisation.standing, organisation.proposed_by_id = Standing.PROPOSED, proposed_by.id
        organisation.departement_code = proposed_by.departement_code
    db.session.add(organisation)
    db.session.flush()
    coverage.keep(Coverage, covered, organisation_id=organisation.id)
    _write(organisation, card, by)
    return organisation


def edit(organisation: Organisation, card: Card, *, version: int, by: Member) -> None:
    """Replace the card; raises Conflict when somebody changed it since `version`."""
    with changing(organisation, "La fiche", by):
        refuse_stale(organisation, version, TEXTS, card)
        organisation.version += 1
        _write(organisation, card, by)


def refuse_stale(one: Any, version: int, names: Sequence[str], mine: Any) -> None:
    """Raises Conflict, with both texts, when a thing was changed since `version`; whoever writes it is awaited."""
    db.session.refresh(one, ["version", *names], with_for_update=True)
    if version != one.version:
        theirs, typed = ("\n".join(filter(None, (getattr(text, name) for name in names))) for text in (one, mine))
        raise Conflict(theirs, typed)


def _write(organisation: Organisation, card: Card, by: Member) -> None:
    for field in fields(Card):
        setattr(organisation, field.name, getattr(card, field.name))
    organisation.slug = text.slugify(card.name)
    organisation.description_html = text.render(card.description)
    touched(organisation, by)


@contextmanager
def changing(organisation: Organisation, what: str, by: Member) -> Iterator[None]:
    """Around a change of the card: its text before is kept, and the journal says who changed it if it is not theirs.

    Whoever changes it at this moment is awaited. Raises Refused for a card that another one has replaced.
    """
    db.session.flush()
    db.session.refresh(organisation, ["standing", "version"], with_for_update=True)
    if organisation.standing == Standing.MERGED:
        raise Refused("Cette fiche est réunie à une autre : modifiez celle qui l’a remplacée.")
    before = {organisation.id: history.whole(organisation)}
    yield
    history.keep(before, what, by=by)
    noting.record(organisation, by, {"changed": what})


def touched(organisation: Organisation, by: Member) -> None:
    """Something of the card changed: its date and its words in the search follow."""
    organisation.updated_at = clock.now()
    emit(OrganisationChanged(organisation_id=organisation.id, by_id=by.id))


def cover(organisation: Organisation, covered: Iterable[Scope], *, version: int, by: Member) -> None:
    """Replace the territories; raises Conflict when somebody changed the card since `version`."""
    wanted = list(covered)
    with changing(organisation, "Les territoires", by):
        if version != organisation.version:
            kept = select(Coverage.label).where(Coverage.organisation_id == organisation.id).order_by(Coverage.id)
            raise Conflict("\n".join(db.session.scalars(kept)), "\n".join(one.label for one in wanted))
        organisation.version += 1
        coverage.keep(Coverage, wanted, organisation_id=organisation.id)
        touched(organisation, by)


def put_logo(organisation: Organisation, picture: uploads.Judged | None, *, by: Member) -> None:
    """Another logo, or none; what it replaces is let go."""
    old = db.session.get(StoredFile, organisation.logo_id) if organisation.logo_id else None
    organisation.logo_id = uploads.store(picture, "logo").id if picture else None
    db.session.flush()
    if old:
        storage.let_go(old)
    touched(organisation, by)
