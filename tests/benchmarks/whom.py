"""Measure « qui appeler ? » with 50 organisations and with 5,000: the time of the second by that of the first.

The communes are those of the whole country. The first 50 organisations work around Levroux, each in its own way, as in
a département that keeps its directory; the others are spread over the country, from a commune to all of it.

usage: python -m tests.benchmarks.whom [--postgresql URL] [--rounds N]
"""

import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from club import clock
from club.directory.models import ContactTerritory, Coverage, Offer, OfferTerm, OfferTerritory, OrganisationContact
from club.experiences.models import Experience, ExperiencePartner
from club.extensions import db
from club.members.models import Organisation
from club.territories.models import Commune, PlaceList, PlaceListCommune
from club.vocabulary.models import Term, TermKind
from tests.benchmarks import prose
from tests.benchmarks.paired import LEVROUX, compare, write

SIZES = (50, 5_000)
AROUND = 50
# How wide organisations work, by kind of territory, out of a hundred: few national ones, many of a département.
WIDTHS = {"france": 2, "region": 8, "departement": 40, "epci": 30, "list": 10, "commune": 10}
OFFERS = 2
LIST_SIZE = (8, 108)  # communes of a syndicate

Scope = tuple[str, str]


@dataclass
class Country:
    """What the rows refer to."""

    communes: list[Any]
    here: Any
    kinds: list[int]
    themes: list[int]


def fill(count: int) -> None:
    """Organisations with their territories, irregular ones too, two contacts and two offers; who worked with them."""
    dice, country = random.Random(2026), _country()
    numbers = range(1, count + 1)
    covered = {number: _scopes(number, dice, country) for number in numbers}
    _lists(covered, dice, country)
    write(Organisation, [_organisation(number, dice, country) for number in numbers])
    write(Coverage, [{"organisation_id": n, **_territory(one)} for n, scopes in covered.items() for one in scopes])
    _contacts(covered, dice)
    _offers(covered, dice, country)
    _experiences(count, dice, country)


def _country() -> Country:
    columns = Commune.code, Commune.epci_siren, Commune.departement_code, Commune.region_code
    rows = db.session.execute(select(*columns).where(Commune.is_former.is_(False)).order_by(Commune.code)).all()
    communes = [row for row in rows if row.epci_siren]
    terms = {kind: list(db.session.scalars(select(Term.id).where(Term.kind == kind))) for kind in TermKind}
    here = next(row for row in communes if row.code == LEVROUX)
    return Country(communes, here, terms[TermKind.PARTNER_TYPE], terms[TermKind.THEME])


def _organisation(number: int, dice: random.Random, country: Country) -> dict[str, Any]:
    return {
        "id": number, "name": f"Organisation {number}", "slug": f"organisation-{number}",
        "type_id": dice.choice(country.kinds), "summary": prose.title(dice), "website": "https://o.example",
        "asked_count": dice.randint(0, 9), "answered_count": 0,
    }  # fmt: skip


def _scopes(number: int, dice: random.Random, country: Country) -> list[Scope]:
    """One to three territories of the same kind; those of the first ones hold Levroux."""
    (kind,) = dice.choices(list(WIDTHS), list(WIDTHS.values()))
    places = [country.here if number <= AROUND else dice.choice(country.communes)]
    places += [dice.choice(country.communes) for _ in range(dice.choice((0, 0, 1, 2)))]
    return list(dict.fromkeys((kind, _code(kind, one, number)) for one in places))


def _code(kind: str, place: Any, number: int) -> str:
    columns = {"region": "region_code", "departement": "departement_code", "epci": "epci_siren", "commune": "code"}
    return "" if kind == "france" else str(number) if kind == "list" else getattr(place, columns[kind])


def _lists(covered: dict[int, list[Scope]], dice: random.Random, country: Country) -> None:
    """Neighbours by their code, which is that of no EPCI."""
    at = {one.code: rank for rank, one in enumerate(country.communes)}
    lists, rows = [], []
    for number in (number for number, scopes in covered.items() if scopes[0][0] == "list"):
        size = dice.randint(*LIST_SIZE)
        middle = at[LEVROUX] if number <= AROUND else dice.randrange(len(country.communes))
        start = max(0, min(middle - dice.randrange(size), len(country.communes) - size))
        lists.append({"id": number, "name": f"Syndicat {number}", "size": size})
        rows += [{"list_id": number, "commune_code": one.code} for one in country.communes[start : start + size]]
    write(PlaceList, lists)
    write(PlaceListCommune, rows)


def _territory(one: Scope) -> dict[str, str]:
    return {"scope": one[0], "code": one[1], "label": " ".join(one).strip()}


def _contacts(covered: dict[int, list[Scope]], dice: random.Random) -> None:
    """Contact 2n is that of everywhere, contact 2n + 1 that of one of the territories."""
    said = {"function": "Chargée de mission", "phone": "02 00 00 00 00", "reachable": "le mardi", "position": 0}
    ids = [(2 * number + own, number) for number in covered for own in (0, 1)]
    named = [{"id": id, "organisation_id": n, "name": f"Contact {id}", "email": f"c{id}@o.example"} for id, n in ids]
    write(OrganisationContact, [one | said for one in named])
    own = ((2 * number + 1, dice.choice(scopes)) for number, scopes in covered.items())
    write(ContactTerritory, [{"contact_id": id, **_territory(one)} for id, one in own])


def _offers(covered: dict[int, list[Scope]], dice: random.Random, country: Country) -> None:
    """One in four holds in one of the territories only; some name their contact."""
    numbers = [(OFFERS * number + rank, number) for number in covered for rank in range(OFFERS)]
    write(
        Offer,
        [
            {
                "id": id, "organisation_id": number, "title": prose.title(dice)[:140], "is_free": dice.random() < 0.5,
                "delay_days": dice.choice((None, 5, 20)), "contact_id": 2 * number if dice.random() < 0.5 else None,
            }
            for id, number in numbers
        ],
    )  # fmt: skip
    own = ((id, dice.choice(covered[number])) for id, number in numbers if dice.random() < 0.25)
    write(OfferTerritory, [{"offer_id": id, **_territory(one)} for id, one in own])
    terms = ((id, term) for id, _ in numbers for term in dice.sample(country.themes, dice.randint(1, 3)))
    write(OfferTerm, [{"offer_id": id, "term_id": term} for id, term in terms])


def _experiences(count: int, dice: random.Random, country: Country) -> None:
    """As many in the département of Levroux with fifty organisations as with all."""
    inside = [one for one in country.communes if one.departement_code == country.here.departement_code]
    places = [dice.choice(inside) for _ in range(AROUND)] + dice.choices(country.communes, k=count - AROUND)
    told = list(enumerate(places, 1))
    write(Experience, [_experience(number, place, dice) for number, place in told])
    links = ((number, dice.randint(1, AROUND if number <= AROUND else count)) for number, _ in told)
    write(ExperiencePartner, [{"experience_id": n, "organisation_id": one, "name": "x"} for n, one in links])


def _experience(number: int, place: Any, dice: random.Random) -> dict[str, Any]:
    return {
        "id": number, "title": prose.title(dice)[:140], "slug": f"experience-{number}", "author_id": 1,
        "commune_code": place.code, "departement_code": place.departement_code,
        "published_at": clock.now() - timedelta(days=dice.randint(1, 900)),
    }  # fmt: skip


def pages(app: Flask) -> dict[str, str]:
    """The measured addresses by their French names."""
    whom = "/communes/36093-levroux/qui-appeler"
    return {
        "Qui appeler ?": whom,
        "Qui appeler, carnet d’adresses": f"{whom}.vcf",
        "Les partenaires de la commune": f"/partenaires/?commune={LEVROUX}",
    }


if __name__ == "__main__":
    compare(fill, pages, SIZES, organisations=0)
