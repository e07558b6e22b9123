"""Measure the directory of members with 500 of them and with 20,000: the time of the second by that of the first.

usage: python -m tests.benchmarks.people [--postgresql URL] [--rounds N]
"""

import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from club import clock
from club.extensions import db
from club.members.models import Member, MemberCommune, MemberHelp, MemberTheme
from club.territories.models import Commune, ProgrammeCommune
from club.vocabulary.models import Term, TermKind
from tests.benchmarks.paired import LEVROUX, compare, write

SIZES = (500, 20_000)
PROGRAMME = 1_646
FIRST = "Ana Zoé Hélène Marc Paul Lucie Inès Karim Léa Jean Odile Rémi Nadia Yves Chloé Hugo".split()
LAST = "Martin Petit Durand Leroy Moreau Girard Roux Fournier Mercier Blanc Faure Rousseau Garnier Lefèvre".split()
OFFERS = ("la restauration d’une halle", "les vitrines vides", "un cahier des charges", "le permis de louer", "")


def fill(count: int) -> None:
    """Members as the programme has them: most serve one commune of it, a few work for a département."""
    dice, now = random.Random(2026), clock.now()
    communes = _programme(dice)
    terms: dict[str, list[int]] = {}
    for kind, key in db.session.execute(select(Term.kind, Term.id).order_by(Term.id)):
        terms.setdefault(kind, []).append(key)
    functions, numbers = terms[TermKind.FUNCTION], range(2, count + 1)  # the first member is there already
    chosen = {number: dice.choice(communes) for number in numbers}
    write(Member, [_member(number, place, now, functions, dice) for number, place in chosen.items()])
    served = [{"member_id": number, "commune_code": one.code, "position": 0} for number, one in chosen.items()]
    write(MemberCommune, served)
    for model, most in ((MemberTheme, 3), (MemberHelp, 2)):
        some = ((n, one) for n in numbers for one in dice.sample(terms[TermKind.THEME], dice.randint(1, most)))
        write(model, [{"member_id": number, "term_id": one} for number, one in some])


def _programme(dice: random.Random) -> Sequence[Commune]:
    """As many communes of the programme as there are, the shipped ones among them, all somewhere on the map."""
    known = set(db.session.scalars(select(ProgrammeCommune.commune_code)))
    others = db.session.scalars(select(Commune).where(Commune.code.not_in(known)).order_by(Commune.code)).all()
    chosen = dice.sample(others, PROGRAMME - len(known))
    for one in chosen:
        one.longitude, one.latitude = dice.uniform(-1.5, 7.0), dice.uniform(43.0, 50.5)
        db.session.add(ProgrammeCommune(commune_code=one.code, label=one.name))
    db.session.commit()
    return db.session.scalars(select(Commune).join(Commune.programme).order_by(Commune.code)).all()


def _member(number: int, place: Commune, now: Any, functions: list[int], dice: random.Random) -> dict[str, Any]:
    first, last = dice.choice(FIRST), f"{dice.choice(LAST)}-{dice.choice(LAST)}"
    return {
        "id": number, "email": f"membre{number}@essai.example", "first_name": first, "last_name": last,
        "slug": f"membre-{number}", "status": "active", "function_id": dice.choice(functions),
        "commune_code": place.code, "departement_code": place.departement_code, "help_offer": dice.choice(OFFERS),
        "admitted_at": now - timedelta(days=dice.randint(0, 900)), "is_listed": dice.random() < 0.97,
    }  # fmt: skip


def pages(app: Flask) -> dict[str, str]:
    """The measured addresses by their French names."""
    with app.app_context():
        theme = db.session.scalar(select(Term.id).where(Term.kind == TermKind.THEME, Term.slug == "habitat"))
        function = db.session.scalar(select(Term.id).where(Term.kind == TermKind.FUNCTION, Term.slug == "elu"))
    return {
        "Par nom": "/membres/",
        "Un mot": "/membres/?q=halle",
        "Un prénom": "/membres/?q=helene",
        "Une région": "/membres/?region=24",
        "Une région, un thème, un mot": f"/membres/?region=24&aide={theme}&q=halle",
        "Un thème et une fonction": f"/membres/?aide={theme}&fonction={function}",
        "Ma commune": f"/membres/?commune={LEVROUX}",
        "Nouveaux": "/membres/?tri=nouveaux",
        "Les plus proches": "/membres/?tri=proches",
        "Les plus proches, un thème": f"/membres/?tri=proches&aide={theme}",
        "Les plus proches, une fonction": f"/membres/?tri=proches&fonction={function}",
    }


if __name__ == "__main__":
    compare(fill, pages, SIZES)
