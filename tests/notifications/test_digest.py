"""The weekly letter: my région, my themes, five things of each kind at most, nothing empty, nothing twice."""

from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from club import clock, jobs, mail
from club.experiences.models import ExperienceTheme
from club.extensions import db
from club.library.models import ResourceTerritory, ResourceTheme
from club.mail.models import Letter
from club.members.models import MailChoice, MemberTheme
from club.notifications import digest
from club.notifications.models import DigestItem


@pytest.fixture
def theme(make):
    return make.theme()


@pytest.fixture
def other(make):
    return make.theme("habitat", "Habitat et logement")


@pytest.fixture
def ana(make, theme):
    """Works in the Indre, follows one theme, came last week."""
    past = clock.now() - timedelta(days=9)
    ana = make.member("Ana", forum_read_at=past, seen_at=past)
    ana.admitted_at = past
    db.session.add(MemberTheme(member_id=ana.id, term_id=theme.id))
    db.session.commit()
    return ana


@pytest.fixture
def far(make):
    make.departement("75", "Paris", region="11")
    make.commune("75056", "Paris", programme=False)
    return make.member("Loin", commune="75056", departement_code="75")


@pytest.fixture
def near(make):
    make.commune("37001", "Ailleurs")
    return make.member("Près", commune="37001", departement_code="37")


@pytest.fixture
def letters(app, db):
    def written(member):
        with jobs.background(app):
            digest.write_digests()
        to = select(Letter).where(Letter.to == member.email, Letter.kind == "digest")
        return db.session.scalars(to.order_by(Letter.id)).all()

    return written


def story(make, author, title, theme):
    one = make.experience(author, title)
    db.session.execute(insert(ExperienceTheme), [{"experience_id": one.id, "term_id": theme.id}])
    db.session.commit()
    return one


def guide(make, author, title, theme=None, *, departement=None):
    one = make.resource(author, title)
    if theme:
        db.session.execute(insert(ResourceTheme), [{"resource_id": one.id, "term_id": theme.id}])
    if departement:
        db.session.add(ResourceTerritory(resource_id=one.id, scope="departement", code=departement))
    db.session.commit()
    return one


def test_it_tells_on_tuesday_what_is_of_my_region_or_on_my_themes(
    make, wait_until, letters, theme, other, ana, far, near
):
    wait_until(10, weekday=0)
    editor = make.partner(departement_code="75")
    make.topic(far, "Loin mais sur mon thème", theme=theme)
    make.topic(near, "Près et sur un autre thème", theme=other)
    make.topic(far, "Loin et sur un autre thème", theme=other)
    story(make, far, "Une expérience sur mon thème", theme)
    story(make, far, "Une expérience d’ailleurs", other)
    guide(make, editor, "Un guide sur mon thème", theme)
    guide(make, editor, "Un guide pour ma région", departement="37")
    guide(make, editor, "Un guide pour la France entière")
    wait_until(7, 50, weekday=1)
    assert letters(ana) == []
    wait_until(8, 15, weekday=1)
    told = letters(ana)
    assert len(told) == 1
    for said in (
        *("Loin mais sur mon thème", "Près et sur un autre thème", "Une expérience sur mon thème"),
        *("Un guide sur mon thème", "Un guide pour ma région", "attend une réponse"),
        "Vous recevez ce message le mardi car",
    ):
        assert said in told[0].text, said
    for unsaid in ("Loin et sur un autre thème", "d’ailleurs", "France entière"):
        assert unsaid not in told[0].text, unsaid


def test_five_of_each_at_most_and_never_twice_then_nothing(make, wait_until, letters, theme, ana, far):
    wait_until(10, weekday=0)
    for number in range(7):
        make.topic(far, f"La question numéro {number}", theme=theme)
    wait_until(8, 15, weekday=1)
    assert letters(ana)[0].text.count("La question numéro") == 5
    assert len(letters(ana)) == 1
    wait_until(8, 15, weekday=2)
    assert len(letters(ana)) == 1
    wait_until(8, 15, weekday=1)
    assert letters(ana)[1].text.count("La question numéro") == 2
    assert len(db.session.scalars(select(DigestItem)).all()) == 7
    wait_until(8, 15, weekday=1)
    assert len(letters(ana)) == 2


@pytest.mark.parametrize(
    "why", ["stopped", "all", "absent", "suspended", "read", "own", "hidden", "partner", "too old"]
)
def test_there_is_no_letter_when_there_is_nothing_to_write_or_no_one_to_read_it(
    make, sign_in, wait_until, letters, theme, ana, far, why
):
    wait_until(10, weekday=0)
    topic = make.topic(ana if why == "own" else far, "Une question sur mon thème", theme=theme)
    if why in {"stopped", "all"}:
        kind = "digest" if why == "stopped" else mail.ALL
        db.session.add(MailChoice(member_id=ana.id, kind=kind, is_wanted=False))
    if why == "read":
        sign_in(ana).post(f"/forum/sujets/{topic.id}/lu", data={"jusqua": "1"})
    ana.seen_at = clock.now() - timedelta(days=181) if why == "absent" else ana.seen_at
    ana.status = "suspended" if why == "suspended" else "active"
    ana.role = "partner" if why == "partner" else "member"
    topic.audience = "communes" if why == "partner" else "members"
    topic.hidden_at = clock.now() if why == "hidden" else None
    topic.created_at -= timedelta(days=31 if why == "too old" else 0)
    ana.forum_read_at -= timedelta(days=60)
    db.session.commit()
    wait_until(9, weekday=1)
    assert letters(ana) == []


def test_the_letter_of_a_week_that_passed_is_not_written_late(make, wait_until, letters, theme, ana, far):
    wait_until(10, weekday=0)
    make.topic(far, "Une question sur mon thème", theme=theme)
    wait_until(9, weekday=4)
    assert letters(ana) == []
    wait_until(9, weekday=1)
    assert len(letters(ana)) == 1


def test_who_came_after_the_hour_waits_for_the_next_week(make, wait_until, letters, theme, ana, far):
    wait_until(10, weekday=1)
    ana.admitted_at = clock.now() - timedelta(minutes=30)
    make.topic(far, "Une question sur mon thème", theme=theme)
    assert letters(ana) == []
    wait_until(9, weekday=1)
    assert len(letters(ana)) == 1
