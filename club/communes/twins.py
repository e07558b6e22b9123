"""Twin communes, as the worker keeps them: `codes_of` narrows any list to « communes comme la mienne »."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, ForeignKey, Select, select
from sqlalchemy.orm import Mapped, mapped_column

from club import clock
from club.communes import telling
from club.extensions import Model, db
from club.territories.models import Commune, Departement

FEW = 3  # reasons, where a line has little room


class CommuneTwin(Model):
    """A commune that is alike another: its rank from 1, its points, and the reasons as data (`telling.said`)."""

    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True)
    twin_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True, index=True)
    rank: Mapped[int]
    score: Mapped[int]
    reasons: Mapped[list[Any]] = mapped_column(JSON)


class CommuneTwinDue(Model):
    """A commune that changed: the worker looks for its twins again."""

    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)


def codes_of(code: str) -> Select[str]:
    """The codes of the twins of a commune, as a part of a statement."""
    return select(CommuneTwin.twin_code).where(CommuneTwin.commune_code == code)


class Twin(NamedTuple):
    """A commune that is alike another, as a page shows it."""

    code: str
    name: str
    slug: str
    population: int | None
    departement: str
    score: int
    reasons: list[str]

    @property
    def path(self) -> str:
        """What its address carries."""
        return f"{self.code}-{self.slug}"


def of(code: str, most: int = 20) -> list[Twin]:
    """The twins of a commune, the most alike first."""
    found = (
        select(
            *(Commune.code, Commune.name, Commune.slug, Commune.population, Departement.name.label("departement")),
            *(CommuneTwin.score, CommuneTwin.reasons),
        )
        .join(Commune, Commune.code == CommuneTwin.twin_code)
        .join(Departement, Departement.code == Commune.departement_code)
        .where(CommuneTwin.commune_code == code)
    )
    rows = db.session.execute(found.order_by(CommuneTwin.rank).limit(most))
    return [Twin(**{**row._mapping, "reasons": [telling.said(reason) for reason in row.reasons]}) for row in rows]


def why(code: str) -> dict[str, str]:
    """The first reasons of each twin of a commune in a few words, by the code of the twin."""
    kept = select(CommuneTwin.twin_code, CommuneTwin.reasons).where(CommuneTwin.commune_code == code)
    return {twin: ", ".join(map(telling.said, reasons[:FEW])) for twin, reasons in db.session.execute(kept)}
