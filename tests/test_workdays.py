"""Working days of mainland France, in its time."""

from datetime import UTC, date, datetime

import pytest

from club import clock, workdays

pytestmark = pytest.mark.anywhere


def paris(text):
    return datetime.fromisoformat(text).replace(tzinfo=clock.PARIS)


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("2026-11-23T09:10", 3, "2026-11-26T09:10"),  # Monday to Thursday
        ("2026-11-20T17:00", 1, "2026-11-23T17:00"),  # over a week-end
        ("2026-11-21T10:00", 1, "2026-11-23T10:00"),  # asked on a Saturday
        ("2026-11-10T12:00", 1, "2026-11-12T12:00"),  # 11 November
        ("2026-04-03T12:00", 1, "2026-04-07T12:00"),  # Easter Monday
        ("2026-12-24T08:00", 2, "2026-12-29T08:00"),  # Christmas, then a week-end
        ("2026-10-23T12:00", 1, "2026-10-26T12:00"),  # the clocks change in between
    ],
)
def test_days_off_are_not_counted(start, count, end):
    assert workdays.add_working_days(paris(start), count) == paris(end)
    assert workdays.working_days_between(paris(start), paris(end)) == count
    assert workdays.working_days_between(paris(start), paris(end).replace(minute=0, hour=0)) <= count


def test_a_day_that_is_not_whole_does_not_count():
    start = paris("2026-11-23T09:10")
    assert workdays.working_days_between(start, paris("2026-11-24T09:09")) == 0
    assert workdays.working_days_between(start, paris("2026-11-28T23:00")) == 5 - 1
    assert workdays.working_days_between(start, paris("2026-11-20T09:00")) == 0


def test_the_moment_given_in_utc_is_that_of_paris():
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # Tuesday already in Paris
    assert workdays.add_working_days(late, 1) == datetime(2026, 11, 24, 23, 30, tzinfo=UTC)


def test_known_days_off():
    off = [date(2026, 1, 1), date(2026, 5, 14), date(2026, 5, 25), date(2026, 7, 14), date(2026, 8, 15)]
    assert not any(map(workdays.is_working, off))
    assert workdays.is_working(date(2026, 7, 15))
