"""What the dates of an aid say, at the borders, in Python and in SQL alike."""

from datetime import UTC, datetime, timedelta
from itertools import product
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from sqlalchemy import literal, select

from club.extensions import db as database
from club.funding import states
from club.funding.models import Aid
from club.funding.states import State

PARIS, PAPEETE, NOUMEA = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Tahiti"), ZoneInfo("Pacific/Noumea")
NOW = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)  # 23 h 30 in Paris, half past eleven of the next day in Nouméa
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)


def dated(opens=None, closes=None, permanent=False):
    return SimpleNamespace(opens_at=opens, closes_at=closes, is_permanent=permanent)


def test_an_aid_closes_at_its_moment_and_opens_at_its_moment():
    at = states.edges(PARIS, NOW)
    assert states.state(dated(closes=NOW), at) is State.CLOSED
    assert states.state(dated(closes=NOW + SECOND), at) is State.SOON
    assert states.state(dated(opens=NOW), at) is State.OPEN
    assert states.state(dated(opens=NOW + SECOND), at) is State.COMING
    assert states.state(dated(permanent=True), at) is State.PERMANENT
    assert states.state(dated(opens=NOW + DAY, permanent=True), at) is State.COMING
    assert states.state(dated(opens=NOW - DAY, closes=NOW - SECOND), at) is State.CLOSED


def test_thirty_days_are_soon_and_thirty_one_are_not():
    at = states.edges(PARIS, NOW)
    last = datetime(2026, 12, 23, 23, 59, 59, tzinfo=PARIS)
    assert states.state(dated(closes=last), at) is State.SOON
    assert states.days_left(last, at, PARIS) == 30
    assert states.state(dated(closes=last + SECOND), at) is State.OPEN


def test_days_are_those_of_the_reader():
    """Midnight of Paris is noon in Papeete and the next morning in Nouméa."""
    closes = datetime(2026, 11, 24, 23, 59, tzinfo=PARIS)
    left = {zone: states.days_left(closes, states.edges(zone, NOW), zone) for zone in (PARIS, PAPEETE, NOUMEA)}
    assert left == {PARIS: 1, PAPEETE: 1, NOUMEA: 1}
    early = datetime(2026, 11, 24, 9, tzinfo=PARIS)
    left = {zone: states.days_left(early, states.edges(zone, NOW), zone) for zone in (PARIS, PAPEETE, NOUMEA)}
    assert left == {PARIS: 1, PAPEETE: 0, NOUMEA: 0}
    last = datetime(2026, 12, 24, 9, tzinfo=NOUMEA)  # the 23rd of December in Paris
    assert states.state(dated(closes=last), states.edges(PARIS, NOW)) is State.SOON
    assert states.state(dated(closes=last + DAY), states.edges(PARIS, NOW)) is State.OPEN
    assert states.state(dated(closes=last), states.edges(NOUMEA, NOW)) is State.SOON


def test_sql_says_the_same_at_every_border(make):
    author = make.member(role="administrator")
    at = states.edges(PARIS, NOW)
    spots = [None, *(spot + step for spot in (NOW, at.soon_until) for step in (-SECOND, timedelta(0), SECOND))]
    for opens, closes, permanent in product(spots, spots, (True, False)):
        if not (permanent and closes):
            make.aid(author, opens_at=opens, closes_at=closes, is_permanent=permanent)
    for zone in (PARIS, PAPEETE, NOUMEA):
        at = states.edges(zone, NOW)
        named = states.said(at, {one: literal(one.value) for one in State})
        told = {aid.id: value for aid, value in database.session.execute(select(Aid, named))}
        expected = {aid.id: states.state(aid, at).value for aid in database.session.scalars(select(Aid))}
        assert told == expected
        for one in State:
            found = set(database.session.scalars(select(Aid.id).where(states.among([one], at))))
            assert found == {key for key, value in expected.items() if value == one}
        assert set(expected.values()) == set(State)
