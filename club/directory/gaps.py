"""What each commune of the programme finds by its side in a département: a table, with its holes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, distinct, func, select

from club.directory import covering
from club.directory.covering import meets
from club.directory.models import Coverage, Offer, OfferTerm
from club.directory.whom import EXPECTED
from club.extensions import db
from club.members.models import Organisation
from club.paging import AnyRow
from club.territories import scopes
from club.territories.models import Commune, ProgrammeCommune
from club.vocabulary.models import Term, TermKind


@dataclass(frozen=True)
class Line:
    """What is asked about (a kind of organisation, or a need), and how many answer it in each commune."""

    id: int
    slug: str
    label: str
    numbers: dict[str, int]

    def holes(self, communes: Sequence[AnyRow]) -> list[AnyRow]:
        """Those of these communes where nobody does."""
        return [one for one in communes if not self.numbers.get(one.code)]


@dataclass(frozen=True)
class Table:
    """The communes of the programme, the kinds of organisation that each should have, the needs."""

    communes: Sequence[AnyRow]
    kinds: Sequence[Line]
    needs: Sequence[Line]

    @property
    def holes(self) -> int:
        """How many cells are empty."""
        return sum(len(line.holes(self.communes)) for line in (*self.kinds, *self.needs))


def table(departement_code: str) -> Table:
    """In four statements, whatever the number of communes and partners."""
    here = Commune.departement_code == departement_code
    inside = ProgrammeCommune.commune_code == Commune.code
    places = select(Commune.code, Commune.slug, Commune.name).join(ProgrammeCommune, inside).where(here)
    communes = db.session.execute(places.order_by(Commune.sort_key, Commune.code)).all()
    wanted = Term.kind == TermKind.THEME, Term.slug.in_(EXPECTED)
    terms = select(Term.id, Term.kind, Term.slug, Term.label).where(wanted[0] | wanted[1])
    known = db.session.execute(terms.order_by(Term.position, Term.id)).all()
    around = scopes.containing_each(here & Commune.code.in_(select(ProgrammeCommune.commune_code)))
    kinds = _counted(_kinds(around), [one for one in known if one.kind == TermKind.PARTNER_TYPE])
    needs = _counted(_needs(around), [one for one in known if one.kind == TermKind.THEME])
    return Table(communes, kinds, needs)


def _counted(statement: Select[Any], terms: Sequence[AnyRow]) -> list[Line]:
    numbers: dict[int, dict[str, int]] = {}
    for term_id, code, number in db.session.execute(statement):
        numbers.setdefault(term_id, {})[code] = number
    return [Line(one.id, one.slug, one.label, numbers.get(one.id, {})) for one in terms]


def _kinds(around: Any) -> Select[Any]:
    """How many listed organisations of each kind cover each commune."""
    number = func.count(distinct(Organisation.id))
    found = select(Organisation.type_id, around.c.commune_code, number)
    joined = found.join(Coverage, Coverage.organisation_id == Organisation.id).join(around, meets(around, Coverage))
    return joined.where(covering.listed()).group_by(Organisation.type_id, around.c.commune_code)


def _needs(around: Any) -> Select[Any]:
    """How many offers hold in each commune for each theme: see `covering.held`."""
    held = covering.held(around, around.c.commune_code)
    return (
        select(OfferTerm.term_id, held.c.commune_code, func.count(distinct(held.c.id)))
        .join(Offer, Offer.id == held.c.id)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .join(OfferTerm, OfferTerm.offer_id == Offer.id)
        .where(covering.listed(), Offer.withdrawn_at.is_(None))
        .group_by(OfferTerm.term_id, held.c.commune_code)
    )
