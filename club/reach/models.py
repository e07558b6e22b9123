"""The counts of the running month, and the cells that remain of it: each of three communes at least."""

from datetime import date

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from club.extensions import Model

FEWEST = 3  # communes: less is neither shown nor kept
OTHERS = ""  # the département of a cell that stands for several


class ReachCount(Model):
    """How often a thing was read from a commune in a month that is not over; gone once the month is closed."""

    month: Mapped[date] = mapped_column(primary_key=True)  # its first day
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gesture: Mapped[str] = mapped_column(String(10), primary_key=True)
    departement_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    commune_code: Mapped[str] = mapped_column(String(5), primary_key=True)
    number: Mapped[int]


class ReachPrint(Model):
    """A reading counted today, so that doing it again is not counted: a print without name nor thing."""

    token: Mapped[str] = mapped_column(String(16), primary_key=True)
    day: Mapped[date] = mapped_column(index=True)


class ReachBatch(Model):
    """A file of readings that is counted and not removed yet: it is never counted twice."""

    name: Mapped[str] = mapped_column(String(80), primary_key=True)


class ReachMonth(Model):
    """A month that is closed: its cells never change again."""

    month: Mapped[date] = mapped_column(primary_key=True)


class ReachCell(Model):
    """A figure that may be shown: all that is shown is a sum of cells, so that no difference tells of fewer communes.

    `kind` is that of the thing, or « organisation » for what remains of its resources put together.
    """

    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    thing_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    month: Mapped[date] = mapped_column(primary_key=True, index=True)
    gesture: Mapped[str] = mapped_column(String(10), primary_key=True)
    departement_code: Mapped[str] = mapped_column(String(3), primary_key=True)
    communes: Mapped[int]
    number: Mapped[int]

    __table_args__ = (CheckConstraint(f"communes >= {FEWEST}", name="communes_enough"),)
