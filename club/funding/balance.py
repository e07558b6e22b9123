"""The sums of a funding plan, and what the law asks of the commune. Exact: whole euros and fractions.

Art. L. 1111-10, III of the code général des collectivités territoriales: who leads an investment pays at least 20 % of
all that public persons give to the project, its own part among it. Private money is outside that total. The article
leaves out the overseas départements; the prefect may grant derogations.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from club.experiences import money
from club.funding.progress import GRANTED, Progress

HUNDREDTHS = 10_000  # of per cent, in a whole
USUAL = 2_000
OVERSEAS = frozenset({"971", "972", "973", "974", "976"})
SOURCE = "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000023245837"


class Line(Protocol):
    """What is counted of a line."""

    @property
    def amount(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def is_public(self) -> bool: ...


def usual_share(departement_code: str) -> int:
    """The least share of a commune of this département, in hundredths of per cent."""
    return 0 if departement_code in OVERSEAS else USUAL


def counts(line: Line) -> bool:
    """What was refused is shown, and not counted."""
    return line.state != Progress.REFUSED


@dataclass(frozen=True)
class Balance:
    """A plan as it adds up."""

    cost: int | None
    least_share: int
    lines: Sequence[Line]

    @property
    def given(self) -> int:
        """All that funders may give, were it only thought of."""
        return sum(one.amount for one in self.lines if counts(one))

    @property
    def granted(self) -> int:
        """What is obtained or paid."""
        return sum(one.amount for one in self.lines if one.state in GRANTED)

    @property
    def public(self) -> int:
        """What public persons other than the commune may give."""
        return sum(one.amount for one in self.lines if counts(one) and one.is_public)

    @property
    def own(self) -> int:
        """What is left to the commune."""
        return (self.cost or 0) - self.given

    @property
    def public_total(self) -> int:
        """All public money, that of the commune among it: what the rule is a share of."""
        return self.public + self.own

    @property
    def least(self) -> int:
        """The euros that the rule asks of the commune, the last one begun counted whole."""
        asked = Fraction(self.public_total * self.least_share, HUNDREDTHS)
        return -int(-asked // 1)

    @property
    def lacks(self) -> int:
        """The euros by which public aid is too high; 0 when the rule is kept."""
        return max(self.least - self.own, 0)

    @property
    def room(self) -> int:
        """The public aid that may still be asked for."""
        return max(self.own - self.least, 0)

    @property
    def own_share(self) -> float:
        """The share of the commune in all public money, in per cent."""
        return money.share(self.own, self.public_total) if self.public_total else 0.0

    def part(self, amount: int) -> float:
        """The share of an amount in the cost, in per cent."""
        return money.share(amount, self.cost or self.given)

    @property
    def by_state(self) -> list[tuple[Progress, int]]:
        """The sum of each state that is there."""
        sums = {state: sum(one.amount for one in self.lines if one.state == state) for state in Progress}
        return [(state, amount) for state, amount in sums.items() if any(one.state == state for one in self.lines)]
