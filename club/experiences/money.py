"""Amounts and shares as people type them, and the sums that must agree."""

import re
from collections.abc import Iterable
from fractions import Fraction

from wtforms.validators import ValidationError

from club import french

MOST_EUROS = 2_000_000_000
AMOUNT = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:[.,]\d{1,2})?(?:€|euros?)?", re.IGNORECASE | re.ASCII)
RATE = re.compile(r"(?P<whole>\d{1,3})(?:[.,](?P<part>\d{1,2}))?%?", re.ASCII)
TOLERANCE = 0.6  # of a point: rates are rounded, amounts are not


def euros(value: str | None) -> int | None:
    """« 38 400 € », « 38.400,50 » or « 38400 » as whole euros; raises ValidationError."""
    typed = "".join((value or "").split())
    if not typed:
        return None
    found = AMOUNT.fullmatch(typed)
    digits = found["whole"].replace(".", "") if found else ""
    if not digits or len(digits) > 10 or int(digits) > MOST_EUROS:
        raise ValidationError("Saisissez un montant en euros, par exemple 38 400.")
    return int(digits)


def amount_or_none(value: str | None) -> int | None:
    """The same, None when the amount cannot be read."""
    try:
        return euros(value)
    except ValidationError:
        return None


def percent(value: str | None) -> float | None:
    """« 45 % » or « 22,5 » as a number up to 100; raises ValidationError."""
    typed = "".join((value or "").split())
    if not typed:
        return None
    found = RATE.fullmatch(typed)
    rate = float(f"{found['whole']}.{found['part'] or 0}") if found else -1.0
    if not 0 < rate <= 100:
        raise ValidationError("Saisissez un taux entre 0 et 100, par exemple 45.")
    return rate


def percent_or_none(value: str | None) -> float | None:
    """The same, None when the rate cannot be read."""
    try:
        return percent(value)
    except ValidationError:
        return None


def settled(amount: int | None, rate: float | None, cost: int | None) -> int | None:
    """What a funder paid: the amount, or its share of the cost."""
    return round(cost * rate / 100) if amount is None and rate is not None and cost else amount


def disagreement(amount: int | None, rate: float | None, cost: int | None) -> str:
    """A sentence when an amount is not the share of the cost that is said beside it."""
    if amount is None or rate is None or not cost or abs(100 * amount / cost - rate) <= TOLERANCE:
        return ""
    return (
        f"{_said(rate)} % de {french.euros(cost)} font {french.euros(round(cost * rate / 100))}. "
        "Corrigez le montant ou le taux."
    )


def _said(rate: float) -> str:
    return f"{rate:g}".replace(".", ",")


def rate_shown(rate: float | None) -> str:
    """A rate as the form shows it."""
    return "" if rate is None else _said(rate)


def excess(amounts: Iterable[int], cost: int | None) -> str:
    """A sentence when the funders give more than the cost."""
    total = sum(amounts)
    if cost is None or total <= cost:
        return ""
    return f"La somme des financements, {french.euros(total)}, dépasse ce coût, {french.euros(cost)}."


def whole(value: Fraction) -> int:
    """The nearest whole number, a half upwards as people count (round() goes to the even one)."""
    return int(value + Fraction(1, 2))


def share(part: int | Fraction, cost: int | Fraction) -> float:
    """The part in per cent of the cost, to one decimal."""
    return whole(Fraction(part) / Fraction(cost) * 1000) / 10 if cost else 0.0
