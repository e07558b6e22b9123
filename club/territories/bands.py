"""The sizes of communes, computed from their inhabitants."""

from typing import NamedTuple


class Band(NamedTuple):
    """From `low` included to `high` excluded; None is no limit."""

    code: str
    label: str
    low: int
    high: int | None


POPULATION = (
    Band("moins-2000", "moins de 2 000 habitants", 0, 2_000),
    Band("2000-3499", "2 000 à 3 499 habitants", 2_000, 3_500),
    Band("3500-4999", "3 500 à 4 999 habitants", 3_500, 5_000),
    Band("5000-9999", "5 000 à 9 999 habitants", 5_000, 10_000),
    Band("10000-19999", "10 000 à 19 999 habitants", 10_000, 20_000),
    Band("20000-plus", "20 000 habitants et plus", 20_000, None),
)


def band_of(value: int | None, bands: tuple[Band, ...] = POPULATION) -> Band | None:
    """The band that holds a number."""
    if value is None:
        return None
    return next(one for one in bands if value >= one.low and (one.high is None or value < one.high))


def named(code: str, bands: tuple[Band, ...]) -> Band | None:
    """The band of a filter; None when there is no such band."""
    return next((one for one in bands if one.code == code), None)
