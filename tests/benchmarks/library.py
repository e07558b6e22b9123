"""Measure the library with 1,000 resources and with 20,000: the time of the second by that of the first.

usage: python -m tests.benchmarks.library [--postgresql URL] [--rounds N]
"""

import random
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.library.models import Resource, ResourceStage, ResourceTerritory, ResourceTheme
from club.library.states import State
from club.vocabulary.models import Term, TermKind
from tests.benchmarks import prose
from tests.benchmarks.aids import Place, place_of_rows, scopes_of
from tests.benchmarks.paired import ORGANISATIONS, compare, write

SIZES = (1_000, 20_000)
BODIES = prose.bodies(200)


def fill(count: int) -> None:
    """Resources as partners write them, spread over types, themes, stages, organisations and territories."""
    dice, place = random.Random(2026), place_of_rows()
    numbers = range(1, count + 1)
    write(Resource, [_resource(number, dice, place) for number in numbers])
    write(ResourceTerritory, [_territory(n, *one) for n in numbers for one in scopes_of(n, dice, place)])
    for model, kind in ((ResourceTheme, TermKind.THEME), (ResourceStage, TermKind.ACTION_STAGE)):
        known = place.terms[kind]
        chosen = ((number, one) for number in numbers for one in dice.sample(known, dice.randint(1, 3)))
        write(model, [{"resource_id": number, "term_id": one} for number, one in chosen])


def _resource(number: int, dice: random.Random, place: Place) -> dict[str, Any]:
    told = dice.choice(BODIES)
    at = clock.now() - timedelta(days=dice.randint(1, 900), minutes=number % 60)
    return {
        "id": number, "title": f"{prose.title(dice)} {number}"[:140], "slug": f"ressource-{number}", "author_id": 1,
        "summary": told.source[:200], "body": told.source, "body_html": told.html, "published_at": at,
        "state": State.PUBLISHED, "type_id": dice.choice(place.terms[TermKind.RESOURCE_TYPE]),
        "organisation_id": dice.randint(1, ORGANISATIONS), "licence": dice.choice(("", "ouverte", "cc-by")),
    }  # fmt: skip


def _territory(number: int, scope: str, code: str) -> dict[str, Any]:
    return {"resource_id": number, "scope": scope, "code": code, "label": f"{scope} {code}".strip()}


def pages(app: Flask) -> dict[str, str]:
    """The measured addresses by their French names."""
    with app.app_context():
        known = {(kind, slug): id for kind, slug, id in db.session.execute(select(Term.kind, Term.slug, Term.id))}
    kind, theme = known[TermKind.RESOURCE_TYPE, "guide"], known[TermKind.THEME, "habitat"]
    stage = known[TermKind.ACTION_STAGE, "reflexion"]
    facets = f"type={kind}&theme={theme}&etape={stage}"
    return {
        "Liste": "/ressources/",
        "Trois facettes": f"/ressources/?{facets}",
        "Trois facettes et un mot courant": f"/ressources/?{facets}&q=halle",
        "Trois facettes, un mot, un département": f"/ressources/?{facets}&q=halle&departement=36",
    }


if __name__ == "__main__":
    compare(fill, pages, SIZES)
