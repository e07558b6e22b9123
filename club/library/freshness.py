"""How far a resource can be trusted today: one number from what is known, and the reasons for it in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from club import french

BEST = 100
CALM, OLD = 180, 730  # days since it was checked: nothing is lost before, nothing more after
AGE_COST = 60  # points that the years take away
VALID_GAIN, MOST_GAIN = 5, 15  # for each reader who says that it still holds
ERROR_COST, MOST_COST = 20, 60  # for each error that waits
LINK_COST, MOST_LINKS = 10, 30  # for each link that answers no more
EXPIRED_COST, SOON = 30, 30  # once its date has passed; days before it in which that is said
LEVELS = ((75, "À jour", "ok"), (50, "À vérifier bientôt", "wait"), (0, "À vérifier", "alert"))


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of a resource: when it was last looked at, and what readers have said since."""

    checked_on: date
    is_verified: bool
    valid: int = 0
    errors: int = 0
    dead_links: int = 0
    expires_on: date | None = None


@dataclass(frozen=True)
class Reason:
    """A sentence, and the points that it gives or takes."""

    words: str
    points: int


@dataclass(frozen=True)
class Freshness:
    """The score from 0 to 100, its name, and why."""

    score: int
    label: str
    look: str
    reasons: Sequence[Reason]


def freshness(facts: Facts, today: date) -> Freshness:
    """The same facts on the same day give the same answer."""
    reasons = [_age(facts, today), *_said(facts), *_links(facts), *_expiry(facts, today)]
    score = max(0, min(BEST, BEST + sum(one.points for one in reasons)))
    label, look = next((label, look) for least, label, look in LEVELS if score >= least)
    return Freshness(score, label, look, reasons)


def _age(facts: Facts, today: date) -> Reason:
    days = max(0, (today - facts.checked_on).days)
    lost = round(AGE_COST * min(1, max(0, days - CALM) / (OLD - CALM)))
    words = f"Vérifiée {_ago(days)}" if facts.is_verified else f"Publiée {_ago(days)}, pas vérifiée depuis"
    return Reason(words, -lost)


def _said(facts: Facts) -> Sequence[Reason]:
    reasons = []
    if facts.valid:
        words = f"Dite toujours valable par {french.plural(facts.valid, 'lecteur')} depuis"
        reasons.append(Reason(words, min(MOST_GAIN, VALID_GAIN * facts.valid)))
    if facts.errors:
        words = french.plural(facts.errors, "erreur signalée attend", "erreurs signalées attendent") + " une réponse"
        reasons.append(Reason(words, -min(MOST_COST, ERROR_COST * facts.errors)))
    return reasons


def _links(facts: Facts) -> Sequence[Reason]:
    if not facts.dead_links:
        return []
    words = french.plural(facts.dead_links, "lien ne répond plus", "liens ne répondent plus")
    return [Reason(words, -min(MOST_LINKS, LINK_COST * facts.dead_links))]


def _expiry(facts: Facts, today: date) -> Sequence[Reason]:
    if facts.expires_on is None or (facts.expires_on - today).days > SOON:
        return []
    if facts.expires_on <= today:
        return [Reason(f"Sa date est passée depuis le {french.day(facts.expires_on)}", -EXPIRED_COST)]
    return [Reason(f"Sa date passe le {french.day(facts.expires_on)}", 0)]


def _ago(days: int) -> str:
    if days < 31:
        return f"il y a {french.plural(days, 'jour')}" if days else "aujourd’hui"
    if days < OLD:
        return f"il y a {days // 30} mois"
    return f"il y a {days // 365} ans"
