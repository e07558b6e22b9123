"""What may fill a hole in the table of a département: a card that nearly does, or a new one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import case, distinct, func, literal, select
from sqlalchemy.orm import joinedload

from club.directory import covering, gaps
from club.directory.covering import meets
from club.directory.models import Coverage, Offer, OfferTerm
from club.extensions import db
from club.members.models import Organisation
from club.paging import AnyRow, AnySelect
from club.territories import scopes
from club.territories.applying import Where, applying
from club.territories.models import Commune

MOST = 12


class Near(NamedTuple):
    """An organisation that nearly fills the hole: in how many of its communes it works, whether it helps elsewhere."""

    organisation: Organisation
    communes: int
    is_elsewhere: bool


@dataclass(frozen=True)
class Hole:
    """A line of the table, the communes where nobody answers it, and who is nearest."""

    line: gaps.Line
    is_need: bool  # an offer is missing; otherwise an organisation
    communes: Sequence[AnyRow]
    near: Sequence[Near]


def hole(departement: str, term_id: int, commune: str = "") -> Hole | None:
    """The holes of one line, or that of one commune; None for a line that the table has not."""
    table = gaps.table(departement)
    line = next((one for one in (*table.kinds, *table.needs) if one.id == term_id), None)
    if line is None:
        return None
    empty = line.holes(table.communes)
    asked = [one for one in empty if one.code == commune] or empty
    is_need = line in table.needs
    found = _working_in([one.code for one in asked], line.id) if is_need else _of_kind(line.id, departement)
    return Hole(line, is_need, asked, [Near(*row) for row in db.session.execute(found)] if asked else [])


def _working_in(codes: Sequence[str], theme_id: int) -> AnySelect:
    """Who covers these communes and describes no such offer there: those who do elsewhere first."""
    around = scopes.containing_each(Commune.code.in_(codes))
    here = (
        select(Coverage.organisation_id, func.count(distinct(around.c.commune_code)).label("communes"))
        .join(around, meets(around, Coverage))
        .group_by(Coverage.organisation_id)
        .subquery("here")
    )
    offered = select(Offer.id).join(OfferTerm, OfferTerm.offer_id == Offer.id)
    mine = Offer.organisation_id == Organisation.id, Offer.withdrawn_at.is_(None), OfferTerm.term_id == theme_id
    is_elsewhere = case((offered.where(*mine).exists(), 1), else_=0)
    found = select(Organisation, here.c.communes, is_elsewhere).join(here, here.c.organisation_id == Organisation.id)
    return _first(found).order_by(is_elsewhere.desc(), here.c.communes.desc(), Organisation.name)


def _of_kind(type_id: int, departement: str) -> AnySelect:
    """The organisations of a kind that the directory has, those that work in the département first."""
    inside = Organisation.id.in_(applying(Coverage, Coverage.organisation_id, Where(departement=departement)))
    found = select(Organisation, literal(0), literal(0)).where(Organisation.type_id == type_id)
    return _first(found).order_by(case((inside, 0), else_=1), Organisation.name)


def _first(found: AnySelect) -> AnySelect:
    whole = joinedload(Organisation.type, innerjoin=True)
    return found.where(covering.listed()).options(whole).limit(MOST)
