"""The cards of the directory in the search index: organisations and communes of the programme."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, related, search, text
from club.directory.events import OrganisationChanged
from club.directory.models import Coverage
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource, ResourceTheme
from club.members.models import Organisation
from club.paging import AnyRow
from club.territories.models import Commune, Departement, ProgrammeCommune
from club.vocabulary.models import Term

AUDIENCE = "members"


def index_organisation(event: OrganisationChanged) -> None:
    """Keep the card of an organisation up to date."""
    row = db.session.execute(_organisations().where(Organisation.id == event.organisation_id)).one()
    search.index(_organisation(row, _coverage([event.organisation_id])))


def all_documents() -> Iterator[search.Document]:
    """Every organisation and every commune of the programme."""
    rows = db.session.execute(_organisations()).all()
    coverage = _coverage([row.Organisation.id for row in rows])
    yield from (_organisation(row, coverage) for row in rows)
    for place in db.session.scalars(_communes()):
        yield _commune(place)


def _organisations() -> Any:
    return select(Organisation, Term.label.label("type")).join(Term, Term.id == Organisation.type_id)


def _coverage(ids: list[int]) -> dict[int, str]:
    labels: dict[int, str] = {}
    for one in db.session.scalars(select(Coverage).where(Coverage.organisation_id.in_(ids)).order_by(Coverage.id)):
        labels[one.organisation_id] = f"{labels.get(one.organisation_id, '')} {one.label}".strip()
    return labels


def _organisation(row: AnyRow, coverage: dict[int, str]) -> search.Document:
    card: Organisation = row.Organisation
    return search.Document(
        kind="organisation",
        key=str(card.id),
        title=f"{card.name} ({card.acronym})" if card.acronym else card.name,
        body=f"{card.summary} {text.plain(card.description_html)}",
        extra=f"{row.type} {coverage.get(card.id, '')}",
        url=url_for("directory.partner", id=card.id, slug=card.slug),
        audience=AUDIENCE,
        moment=card.updated_at,
    )


def _communes() -> Any:
    return (
        select(Commune)
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .options(joinedload(Commune.departement), joinedload(Commune.epci), selectinload(Commune.former_names))
    )


def _commune(place: Commune) -> search.Document:
    names = [former.name for former in place.former_names] + place.postcode_list
    group = place.epci.name if place.epci else ""
    return search.Document(
        kind="commune",
        key=place.code,
        title=f"{place.name} ({place.departement_code})",
        body=f"Commune du programme. {place.departement.name}. {group}",
        extra=" ".join(names),
        url=url_for("directory.commune", code=place.path),
        audience=AUDIENCE,
        moment=clock.now(),
    )


def facts(ids: Sequence[int]) -> Iterator[related.Facts]:
    """What partners are compared by: the themes of what they publish, the départements they cover."""
    labels = select(func.aggregate_strings(Term.label, "|")).join(ResourceTheme, ResourceTheme.term_id == Term.id)
    labels = labels.join(Resource, Resource.id == ResourceTheme.resource_id).where(library.published())
    labels = labels.where(Resource.organisation_id == Organisation.id).correlate(Organisation)
    places = select(func.aggregate_strings(Departement.name, "|")).join(Coverage, Coverage.code == Departement.code)
    places = places.where(Coverage.scope == "departement", Coverage.organisation_id == Organisation.id)
    columns = Organisation.id, Organisation.name, Organisation.summary, labels.scalar_subquery().label("themes")
    found = select(*columns, places.correlate(Organisation).scalar_subquery().label("places")).where(
        Organisation.id.in_(ids)
    )
    for row in db.session.execute(found):
        told = f"{row.name} {row.summary}"
        yield related.Facts("organisation", row.id, told, related.split(row.themes), related.split(row.places))
