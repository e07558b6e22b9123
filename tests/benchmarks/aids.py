"""Measure the pages of aids with 250 sheets and with 5,000: the time of the second by that of the first.

usage: python -m tests.benchmarks.aids [--postgresql URL] [--rounds N]
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.funding.models import Aid, AidFunder, AidTerm, AidTerritory
from club.territories.models import Commune, Departement, Epci
from club.vocabulary.models import Term, TermKind
from tests.benchmarks import prose
from tests.benchmarks.paired import ORGANISATIONS as FUNDERS
from tests.benchmarks.paired import compare, write

SIZES = (250, 5_000)
BODIES = prose.bodies(200)


@dataclass
class Place:
    """What the rows refer to."""

    terms: dict[str, list[int]]
    departements: list[Departement]
    groups: list[str]
    communes: list[str]


def fill(count: int) -> None:
    """Sheets as a country has them: few national ones, many of a département or an EPCI, some varied locally."""
    dice, place = random.Random(2026), place_of_rows()
    rows = [_aid(number, dice) for number in range(1, count + 1)]
    scopes = [scopes_of(number, dice, place) for number in range(1, count + 1)]
    national = [row["id"] for row, found in zip(rows, scopes, strict=True) if found[0][0] == "france"]
    for row, found in zip(rows, scopes, strict=True):
        row["national_id"] = dice.choice(national) if found[0][0] != "france" and dice.random() < 0.2 else None
    write(Aid, sorted(rows, key=lambda row: row["national_id"] is not None))
    write(AidTerritory, [_territory(number, *one) for number, some in enumerate(scopes, 1) for one in some])
    write(AidTerm, [{"aid_id": n, "term_id": one} for n in range(1, count + 1) for one in _terms(dice, place)])
    given = ((n, one) for n in range(1, count + 1) for one in dice.sample(range(1, FUNDERS + 1), dice.randint(1, 2)))
    write(AidFunder, [{"aid_id": number, "organisation_id": one, "position": one} for number, one in given])


def place_of_rows() -> Place:
    """The terms and the places that rows may name."""
    terms: dict[str, list[int]] = {}
    for kind, key in db.session.execute(select(Term.kind, Term.id).order_by(Term.id)):
        terms.setdefault(kind, []).append(key)
    groups = list(db.session.scalars(select(Epci.siren).order_by(Epci.siren)))
    communes = list(db.session.scalars(select(Commune.code).where(Commune.epci_siren.is_not(None))))
    return Place(terms, list(db.session.scalars(select(Departement))), groups, communes)


def _aid(number: int, dice: random.Random) -> dict[str, Any]:
    now, luck = clock.now(), dice.random()
    days = dice.randint(-400, -1) if luck < 0.15 else dice.randint(1, 30) if luck < 0.25 else dice.randint(31, 400)
    told = dice.choice(BODIES)
    return {
        "id": number, "title": f"{prose.title(dice)} {number}"[:140], "slug": f"aide-{number}",
        "summary": told.source[:200], "author_id": 1, "body": told.source, "body_html": told.html,
        "is_permanent": luck > 0.8, "closes_at": None if luck > 0.8 else now + timedelta(days=days),
        "opens_at": now + timedelta(days=days - 20) if luck > 0.7 else None, "is_call": dice.random() < 0.3,
        "published_at": now - timedelta(days=dice.randint(1, 900)), "rate_max": 50.0, "ceiling": 100_000,
    }  # fmt: skip


def scopes_of(number: int, dice: random.Random, place: Place) -> list[tuple[str, str]]:
    """The territories of the thing of this number: few are national, many of a département or an EPCI."""
    luck, one = dice.random(), dice.choice(place.departements)
    if luck < 0.08 or number < 4:
        return [("france", "")]
    if luck < 0.2:
        return [("region", one.region_code)]
    if luck < 0.65:
        return [("departement", one.code)]
    if luck < 0.9:
        return [("epci", dice.choice(place.groups))]
    return [("commune", code) for code in dice.sample(place.communes, 6)]


def _territory(number: int, scope: str, code: str) -> dict[str, Any]:
    return {"aid_id": number, "scope": scope, "code": code, "label": f"{scope} {code}".strip()}


def _terms(dice: random.Random, place: Place) -> list[int]:
    wanted = ((TermKind.FUNDING_KIND, 1), (TermKind.THEME, 3), (TermKind.ACTION_STAGE, 1))
    return [one for kind, many in wanted for one in dice.sample(place.terms[kind], dice.randint(1, many))]


def pages(app: Flask) -> dict[str, str]:
    """The measured addresses by their French names."""
    with app.app_context():
        theme = db.session.scalar(select(Term.id).where(Term.kind == TermKind.THEME, Term.slug == "habitat"))
        kind = db.session.scalar(select(Term.id).where(Term.kind == TermKind.FUNDING_KIND, Term.slug == "subvention"))
    facets = f"theme={theme}&nature={kind}&ouvertes=1"
    return {
        "Liste": "/aides/",
        "Liste, trois facettes": f"/aides/?{facets}",
        "Liste, trois facettes et un mot": f"/aides/?{facets}&q=halle",
        "Liste d’un département": "/aides/?departement=36",
        "Pour ma commune": "/aides/pour/36093-levroux",
        "Pour ma commune, deux facettes": f"/aides/pour/36093-levroux?theme={theme}&ouvertes=1",
    }


if __name__ == "__main__":
    compare(fill, pages, SIZES)
