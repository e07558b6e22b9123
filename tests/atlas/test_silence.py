"""Silent communes: what the word means, who sees the list, and that it tells nothing of a person."""

from datetime import timedelta

import pytest
from lxml import html

from club import clock
from club.extensions import db as database
from club.members.models import Member
from tests.page import READER, walked

LIST = "/departements/36-indre/communes-silencieuses"
LONG_AGO = timedelta(days=91)


@pytest.fixture
def referent(make):
    make.commune()
    return make.referent("36", first_name="Sophie")


@pytest.fixture
def old(make):
    """A member admitted long ago, who signed in so many days ago."""

    def member(commune, *, seen=None, **more):
        person = make.member("Ancien", commune=commune, **more)
        person.admitted_at = clock.now() - timedelta(days=300)
        person.seen_at = clock.now() - timedelta(days=seen) if seen is not None else None
        database.session.commit()
        return person

    return member


def titles(answer):
    page = html.document_fromstring(answer.data, parser=READER)
    return [one.text_content() for one in page.xpath("//main//h2[contains(@class, 'lc-row__title')]")]


def test_each_reason_silences_a_commune(make, sign_in, referent, old):
    make.commune("36010", "Ambrault")
    old("36020", seen=91)
    old("36020", seen=200)
    old("36030", seen=89)
    writer = old("36040", seen=2)
    make.post(make.topic(referent), writer)
    teller = old("36050", seen=2)
    make.experience(teller)
    make.member("Nouvelle", commune="36060")
    make.commune("36070", "Hors du programme", programme=False)
    make.member("Suspendue", commune="36080", status="suspended")
    browser = sign_in(referent)
    silent = {"Ambrault (36)", "Commune 36020 (36)", "Commune 36030 (36)", "Commune 36080 (36)", "Levroux (36)"}
    assert set(titles(browser.get(LIST))) == silent
    found = {word: titles(browser.get(f"{LIST}?motif={word}")) for word in ("sans-membre", "pas-venus", "rien-ecrit")}
    assert found == {
        "sans-membre": ["Ambrault (36)", "Commune 36080 (36)", "Levroux (36)"],
        "pas-venus": ["Commune 36020 (36)"],
        "rien-ecrit": ["Commune 36030 (36)"],
    }


def test_a_message_older_than_the_time_allowed_is_silence(make, sign_in, referent, old):
    writer = old("36093", seen=1)
    post = make.post(make.topic(referent), writer)
    assert titles(sign_in(referent).get(LIST)) == []
    post.created_at = clock.now() - LONG_AGO
    database.session.commit()
    assert titles(sign_in(referent).get(f"{LIST}?motif=rien-ecrit")) == ["Levroux (36)"]


def test_who_answers_by_email_is_heard_without_signing_in(make, sign_in, referent, old):
    make.post(make.topic(referent), old("36093", seen=200))
    assert titles(sign_in(referent).get(LIST)) == []


def test_partners_and_staff_do_not_speak_for_a_commune(make, sign_in, referent):
    make.partner(commune="36093")
    make.member("Modeste", role="moderator", commune="36093")
    assert titles(sign_in(referent).get(f"{LIST}?motif=sans-membre")) == ["Levroux (36)"]


def test_the_page_says_what_the_word_means_and_offers_the_next_gesture(make, sign_in, referent, old):
    old("36020", seen=91)
    page = sign_in(referent).get(LIST)
    assert "ne s’est connecté ni n’a écrit depuis 90 jours" in page.text
    assert "/administration/invitations/nouvelle?communes=36093" in page.text
    assert "/communes/36020-commune-36020#titre-equipe" in page.text
    invitation = sign_in(referent).get("/administration/invitations/nouvelle?communes=36093").text
    assert 'value="36093"' in invitation


def test_the_list_is_paged_by_key(make, sign_in, referent):
    for number in range(45):
        make.commune(f"36{number + 200}", f"Commune {number:02}")
    browser = sign_in(referent)
    seen = walked(browser, f"{LIST}?motif=sans-membre", titles, 3)
    assert len(seen) == len(set(seen)) == 46
    assert titles(browser.get(f"{LIST}?apres=%00~")) == titles(browser.get(LIST))


def test_nothing_of_a_person_is_told(make, sign_in, referent, old):
    """Neither a name nor a moment: the référent reads reasons that hold for a commune."""
    person = old("36020", seen=91)
    page = sign_in(referent).get(LIST).text
    main = page[page.index("<main") :]
    assert person.last_name not in main
    assert "datetime=" not in main


@pytest.mark.parametrize("path", ["/departements/36-indre", "/regions/24-centre-val-de-loire", "/carte/"])
def test_an_ordinary_member_is_told_nothing_of_silence(make, sign_in, referent, old, path):
    old("36020", seen=91)
    for who in (make.member("Marie"), make.partner(), make.referent("37")):
        page = sign_in(who).get(path).text
        assert "silencieuse" not in page
        assert "connecté depuis" not in page
        assert sign_in(who).get(LIST).status_code == 403


@pytest.mark.parametrize(
    ("path", "scope", "status"),
    [
        ("/regions/24-centre-val-de-loire/communes-silencieuses", ["36"], 403),
        ("/regions/24-centre-val-de-loire/communes-silencieuses", ["36", "37"], 200),
        ("/epci/243600293-cc-levroux-boischaut-champagne/communes-silencieuses", ["36"], 200),
        ("/epci/243600293-cc-levroux-boischaut-champagne/communes-silencieuses", ["37"], 403),
    ],
)
def test_a_referent_sees_the_territories_that_hold_in_theirs(make, sign_in, referent, path, scope, status):
    make.departement("37", "Indre-et-Loire")
    member = database.session.get(Member, referent.id)
    member.scope_departements = scope
    database.session.commit()
    assert sign_in(member).get(path).status_code == status


def test_the_list_asks_as_much_for_three_communes_as_for_thirty(make, sign_in, queries, referent, old):
    browser = sign_in(referent)
    counts = []
    for first, last in ((200, 203), (203, 230)):
        for number in range(first, last):
            old(f"36{number}", seen=91)
        with queries() as seen:
            assert browser.get(LIST).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 5, seen
