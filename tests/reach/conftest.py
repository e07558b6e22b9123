"""A clean folder of readings, months that pass, readers of several communes."""

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from club import clock, jobs, tally
from club.extensions import db as database
from club.reach import closing, counting


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Be at a day, at ten in the morning in Paris: `at(2026, 10, 5)`."""

    def moved(year: int, month: int, day: int, hour: int = 10) -> None:
        now = datetime(year, month, day, hour, tzinfo=UTC) - timedelta(hours=1)
        monkeypatch.setattr(clock, "now", lambda: now)

    moved(2026, 10, 5)
    return moved


@pytest.fixture
def count(app: Any, db: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """What the worker does two minutes later."""
    with app.app_context():
        shutil.rmtree(tally.folder(), ignore_errors=True)
    app.extensions.pop("tally", None)

    def run() -> int:
        now = clock.now() + timedelta(minutes=2)
        with monkeypatch.context() as later, jobs.background(app):
            later.setattr(clock, "now", lambda: now)
            return counting.count_readings()

    return run


@pytest.fixture
def close(app: Any, count: Callable[[], int], at: Callable[..., None]) -> Callable[..., int]:
    """Let the month end, and close it."""

    def run(year: int = 2026, month: int = 11, day: int = 1) -> int:
        count()
        at(year, month, day)
        with jobs.background(app):
            done = closing.close_months()
        database.session.expire_all()
        return done

    return run


@pytest.fixture
def shelf(make: Any) -> SimpleNamespace:
    """An organisation with two resources, and readers: four of the Indre, two of Indre-et-Loire."""
    for code, name in (("36001", "Aigurande"), ("36006", "Argenton"), ("36088", "Issoudun"), ("37001", "Abilly")):
        make.commune(code, name)
    make.commune("37003", "Amboise")
    owner = make.partner(make.organisation("Établissement des Deux Vallées"), departement_code="36")
    codes = ("36093", "36001", "36006", "36088", "37001", "37003")
    return SimpleNamespace(
        owner=owner,
        guide=make.resource(owner, "Le guide des halles"),
        note=make.resource(owner, "La note sur les baux"),
        readers=[make.member(f"Lectrice {code}", commune=code) for code in codes],
    )


OCTOBER = date(2026, 10, 1)


@pytest.fixture
def read(sign_in: Any, count: Any) -> Callable[..., None]:
    """Readers open the page of a resource, one after the other."""

    def reading(resource: Any, *readers: Any) -> None:
        for reader in readers:
            assert sign_in(reader).get(f"/ressources/{resource.id}-ressource").status_code == 200

    return reading
