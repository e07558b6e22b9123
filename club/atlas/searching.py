"""Territories in the search index: régions, départements, and the EPCI that have communes of the programme."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import select

from club import clock, search
from club.atlas.territory import DEPARTEMENT, EPCI, REGION, Territory
from club.extensions import db
from club.territories import queries
from club.territories.models import Commune, Epci, ProgrammeCommune

AUDIENCE = "members"
KINDS = {EPCI: "Intercommunalité (EPCI)", DEPARTEMENT: "Département", REGION: "Région"}


def all_documents() -> Iterator[search.Document]:
    """Each territory that has a page worth finding."""
    for region in queries.regions():
        yield _document(Territory(REGION, region.code, region.name, ()))
    for one in queries.departements():
        yield _document(Territory(DEPARTEMENT, one.code, one.name, ()), one.region.name)
    of_programme = select(Commune.epci_siren).join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
    groups = select(Epci.siren, Epci.name).where(Epci.siren.in_(of_programme)).order_by(Epci.siren)
    for siren, name in db.session.execute(groups):
        yield _document(Territory(EPCI, siren, name, ()))


def _document(place: Territory, region: str = "") -> search.Document:
    return search.Document(
        kind="territory",
        key=f"{place.kind}-{place.code}",
        title=place.title,
        body=f"{KINDS[place.kind]} {place.name}",
        extra=f"{place.code} {region}",
        url=url_for(f"atlas.{place.kind}", code=place.path),
        audience=AUDIENCE,
        moment=clock.now(),
    )
