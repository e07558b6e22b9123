"""The cards of the directory in the search index: organisations and communes of the programme."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, related, search, text
from club.communes.events import ProjectChanged
from club.communes.models import Project, ProjectAction, ProjectAxis
from club.directory import covering
from club.directory.events import OrganisationChanged, PartnersImported
from club.directory.models import Coverage, Offer
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource, ResourceTheme
from club.members.models import Organisation
from club.paging import AnyRow
from club.territories.events import PlaceListChanged
from club.territories.models import Commune, Departement, ProgrammeCommune
from club.vocabulary.models import Term

AUDIENCE = "members"


def index_organisation(event: OrganisationChanged) -> None:
    """Keep the card of an organisation up to date; what is not offered is not found."""
    row = db.session.execute(_organisations().where(Organisation.id == event.organisation_id)).first()
    if row is None:
        return search.remove("organisation", str(event.organisation_id))
    return search.index(_organisation(row, _coverage([event.organisation_id])))


def index_imported(event: PartnersImported) -> None:
    """Follow the cards that an import wrote."""
    ids = event.organisation_ids
    asked = _organisations().where(Organisation.id.in_(ids)).execution_options(populate_existing=True)
    coverage = _coverage(ids)
    search.index_many([_organisation(row, coverage) for row in db.session.execute(asked)])


def list_changed(event: PlaceListChanged) -> None:
    """The cards that cover an ad hoc list are found by its new name."""
    held = Coverage.scope == "list", Coverage.code == str(event.list_id)
    ids = list(db.session.scalars(select(Coverage.organisation_id).where(*held).distinct()))
    coverage = _coverage(ids)
    for row in db.session.execute(_organisations().where(Organisation.id.in_(ids))).all():
        search.index(_organisation(row, coverage))


def all_documents() -> Iterator[search.Document]:
    """Every organisation and every commune of the programme."""
    rows = db.session.execute(_organisations()).all()
    coverage = _coverage([row.Organisation.id for row in rows])
    yield from (_organisation(row, coverage) for row in rows)
    projects = _projects()
    for place in db.session.scalars(_communes()):
        yield _commune(place, projects)


def _organisations() -> Any:
    titles = select(func.aggregate_strings(Offer.title, " ")).where(
        Offer.organisation_id == Organisation.id, Offer.withdrawn_at.is_(None)
    )
    offers = titles.correlate(Organisation).scalar_subquery().label("offers")
    found = select(Organisation, Term.label.label("type"), offers).join(Term, Term.id == Organisation.type_id)
    return found.where(covering.listed())


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
        extra=f"{row.type} {coverage.get(card.id, '')} {row.offers or ''}",
        url=url_for("directory.partner", id=card.id, slug=card.slug),
        audience=AUDIENCE,
        moment=card.updated_at,
    )


def index_commune(event: ProjectChanged) -> None:
    """Keep the card of a commune up to date: it is found by its axes, its actions, what it seeks and shows."""
    for place in db.session.scalars(_communes().where(Commune.code == event.commune_code)):
        search.index(_commune(place, _projects([place.code])))


def _communes() -> Any:
    return (
        select(Commune)
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .options(joinedload(Commune.departement), joinedload(Commune.epci), selectinload(Commune.former_names))
    )


def _projects(codes: Sequence[str] | None = None) -> dict[str, str]:
    """What communes tell of their projects, in words."""
    found: dict[str, str] = {}
    columns: list[tuple[Any, Any]] = [
        (Project.commune_code, Project.summary.concat(" ").concat(Project.seeks).concat(" ").concat(Project.shows)),
        (ProjectAxis.commune_code, ProjectAxis.title),
        (ProjectAction.commune_code, ProjectAction.title.concat(" ").concat(ProjectAction.summary)),
    ]
    for code, words in columns:
        asked = select(code, words) if codes is None else select(code, words).where(code.in_(codes))
        for key, told in db.session.execute(asked):
            found[key] = f"{found.get(key, '')} {told}".strip()
    return found


def _commune(place: Commune, projects: Mapping[str, str]) -> search.Document:
    names = [former.name for former in place.former_names] + place.postcode_list
    group = place.epci.name if place.epci else ""
    return search.Document(
        kind="commune",
        key=place.code,
        title=f"{place.name} ({place.departement_code})",
        body=f"Commune du programme. {place.departement.name}. {group}. {projects.get(place.code, '')}",
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
        Organisation.id.in_(ids), covering.listed()
    )
    for row in db.session.execute(found):
        told = f"{row.name} {row.summary}"
        yield related.Facts("organisation", row.id, told, related.split(row.themes), related.split(row.places))
