"""What communes obtained, in figures that name no one: nothing is said of fewer than three communes.

Each sheet is counted alone: the sum over a national sheet and its local variants would let one subtract what is shown
from what is not. Medians grow by three communes at once: if each newcomer moved them, whoever reads the page before and
after would work out what that commune obtained.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import NamedTuple

from sqlalchemy import select

from club.experiences import money
from club.extensions import db
from club.funding.models import AidProof
from club.funding.progress import GRANTED

FEWEST = 3  # communes, in a figure and between two figures


class Granted(NamedTuple):
    """One request to which the funder said yes."""

    commune_code: str
    amount: int | None
    cost: int | None
    asked_on: date | None
    answered_on: date | None

    @property
    def rate(self) -> Fraction | None:
        """The share of the cost that was obtained."""
        return Fraction(self.amount, self.cost) if self.amount is not None and self.cost else None

    @property
    def delay(self) -> int | None:
        """The days between the request and the answer."""
        return (self.answered_on - self.asked_on).days if self.asked_on and self.answered_on else None


@dataclass(frozen=True)
class Figures:
    """What is shown of a sheet; a figure that fewer than three communes give is not there."""

    communes: int
    amount: int | None
    rate: float | None  # per cent, to one decimal
    delay: int | None  # days


def of_aid(aid_id: int) -> Figures | None:
    """The figures of a sheet, None under three communes: whether there are two, one or none is not said."""
    asked = select(*(getattr(AidProof, name) for name in Granted._fields))
    asked = asked.where(AidProof.aid_id == aid_id, AidProof.state.in_(GRANTED))
    return counted(Granted(*row) for row in db.session.execute(asked.order_by(AidProof.granted_at, AidProof.id)))


def counted(granted: Iterable[Granted]) -> Figures | None:
    """A commune counts once in each figure, by the first of its requests that gives it."""
    codes: set[str] = set()
    known: dict[str, dict[str, Fraction]] = {"amount": {}, "rate": {}, "delay": {}}
    for one in granted:
        codes.add(one.commune_code)
        for name, values in known.items():
            if (value := getattr(one, name)) is not None:
                values.setdefault(one.commune_code, Fraction(value))
    if len(codes) < FEWEST:
        return None
    middle = {name: _middle([*values.values()]) for name, values in known.items()}
    rate = middle["rate"]
    return Figures(
        communes=len(codes), amount=_rounded(middle["amount"]), delay=_rounded(middle["delay"]),
        rate=None if rate is None else money.share(rate, 1),
    )  # fmt: skip


def _middle(values: list[Fraction]) -> Fraction | None:
    whole = values[: len(values) - len(values) % FEWEST]
    return median(whole) if whole else None


def _rounded(value: Fraction | None) -> int | None:
    return None if value is None else money.whole(value)
