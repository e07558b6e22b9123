"""A right form with one field that makes no sense: whatever the gesture, it is answered and never breaks."""

import pytest

from tests.conftest import undone
from tests.test_permissions import LAW, PEOPLE, expected, ground  # noqa: F401  the fixture
from tests.world import CASES

ODD = ("\x00", "9" * 400, "2147483648", "-5", "2026-99-99", "é" * 5_000, " ")
ALLOWED = {row["action"]: next((who for who in PEOPLE if expected(row, who, "36") == "200"), "") for row in LAW}
POSTED = [row["action"] for row in LAW if row["method"] == "POST" and ALLOWED[row["action"]]]


@pytest.fixture
def db(app, ground):  # noqa: F811
    """What a gesture does is undone alone, as in the cells of the permissions."""
    ground.stand_in("36")
    with app.app_context(), undone(app, ground.connection, ground.connection.begin_nested()) as it:
        yield it


@pytest.mark.parametrize("action", POSTED)
def test_an_odd_field_among_right_ones_never_breaks_a_gesture(app, db, ground, action):  # noqa: F811
    browser = ground.browser(ALLOWED[action])
    with app.test_request_context():
        ask = CASES[action](ground.world.again(), ALLOWED[action])
    # A file is read once: without those of the form, the other fields are still asked.
    right = {name: value for name, value in (ask.data or {}).items() if isinstance(value, str)}
    for number, name in enumerate(ask.data or {}, len(action)):  # so that not all begin with the same
        odd = ODD[number % len(ODD)]
        answer = browser.post(ask.path, data=right | {name: odd})
        assert answer.status_code < 500, (ask.path, name, odd[:20], answer.text[:300])
