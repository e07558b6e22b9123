"""An EPCI, a département or a région as a place of the club: what is in it, said in SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, func, select
from sqlalchemy.orm import joinedload

from club.extensions import db
from club.territories import names, queries
from club.territories.applying import Where
from club.territories.models import Commune, Departement, Epci

EPCI, DEPARTEMENT, REGION = "epci", "departement", "region"


@dataclass(frozen=True)
class Territory:
    """A place by its kind and official code, with the départements that it touches (the first is the main one)."""

    kind: str
    code: str
    name: str
    departements: Sequence[Departement]

    @property
    def path(self) -> str:
        """What its address carries: « 36-indre »."""
        return names.path(self.code, self.name)

    @property
    def title(self) -> str:
        """Its name as a page says it."""
        return f"{self.name} ({self.code})" if self.kind == DEPARTEMENT else self.name

    @property
    def parents(self) -> "list[Territory]":
        """The région and the département above it, the widest first."""
        main = self.departements[0] if self.departements else None
        if main is None or self.kind == REGION:
            return []
        above = [Territory(REGION, main.region.code, main.region.name, ())]
        return above + ([Territory(DEPARTEMENT, main.code, main.name, ())] if self.kind == EPCI else [])

    @property
    def departement_codes(self) -> list[str]:
        """The départements that it touches, as the policy asks."""
        return [one.code for one in self.departements]

    @property
    def communes(self) -> ColumnElement[bool]:
        """Today's communes that it holds."""
        column: Any = {EPCI: Commune.epci_siren, DEPARTEMENT: Commune.departement_code, REGION: Commune.region_code}
        return and_(column[self.kind] == self.code, Commune.merged_into_code.is_(None))

    def holds(self, departement: SQLColumnExpression[Any], commune: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Whether a row with both codes is of this place: an EPCI is known by its communes only."""
        if self.kind == EPCI:
            return commune.in_(select(Commune.code).where(self.communes))
        return departement.in_(self.departement_codes)

    @property
    def is_followed(self) -> bool:
        """Whether one can ask to be told of what is asked there: topics know no EPCI."""
        return self.kind != EPCI

    @property
    def where(self) -> Where:
        """The place as what applies somewhere is asked (`applying`)."""
        own = {self.kind: self.code}
        return Where(departement=own.get(DEPARTEMENT, ""), region=own.get(REGION, ""), epci=own.get(EPCI, ""))


def departement(path: str) -> Territory | None:
    """A département by the address that begins with its code."""
    found = queries.departement(_code(path))
    return Territory(DEPARTEMENT, found.code, found.name, [found]) if found else None


def region(path: str) -> Territory | None:
    """A région by its own code, which may also be that of a département."""
    inside = queries.departements_of_region(_code(path))
    found = inside[0].region if inside else None
    return Territory(REGION, found.code, found.name, inside) if found else None


def epci(path: str) -> Territory | None:
    """An EPCI by its SIREN; the département where it has most communes comes first."""
    group = db.session.get(Epci, _code(path))
    if group is None:
        return None
    held = select(Commune.departement_code, func.count().label("communes")).where(Commune.epci_siren == group.siren)
    counted = held.group_by(Commune.departement_code).subquery()
    statement = select(Departement).options(joinedload(Departement.region, innerjoin=True))
    touched = statement.join(counted, counted.c.departement_code == Departement.code)
    found = db.session.scalars(touched.order_by(counted.c.communes.desc(), Departement.position)).all()
    return Territory(EPCI, group.siren, group.name, found)


def _code(path: str) -> str:
    return path.partition("-")[0]
