"""What a member hides is nowhere: no page, list, search, export, feed or mail shows it to another.

Every GET of the route map is asked by every kind of person with the numbers of the member's own things: a new page is
looked at without a line here. Whatever may show it is named below, and nothing else may.
"""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from club import clock, jobs, search
from club.experiences import coauthors
from club.experiences import queries as experiences
from club.extensions import db
from club.forum import operations as forum
from club.forum import reading
from club.forum.models import Level
from club.helping import requests
from club.mail import Letter
from club.members import operations as accounts
from club.moderation import operations as moderation
from club.moderation.kinds import KINDS
from club.notifications import digest, rhythm
from club.search import rebuild
from club.search.models import SearchDocument
from club.territories.models import Commune
from tests.world import World

pytestmark = pytest.mark.anywhere  # what pages and mails hold does not depend on the database

EMAIL, PHONE, BIO = "zqwx.kvbn@jhgf.example", "06 98 76 54 32", "Présentationcachée sept"
HIDDEN = (EMAIL, PHONE, PHONE.replace(" ", ""), BIO, "Présentationcachée")
PEOPLE = ("visiteur", "en_attente", "membre", "partenaire", "referent", "moderateur", "administrateur")
# Who may read a hidden address, and where: the administration, in its rooms and on the page made for it.
ALLOWED = {
    ("administrateur", "admin.members"),
    ("administrateur", "admin.member"),
    ("administrateur", "admin.request_page"),
    ("administrateur", "admin.mails"),  # to whom letters leave
    ("administrateur", "directory.member_email"),
}
TERRITORIES = {"/departements/": "36", "/regions/": "24", "/epci/": "243600293"}
LEFT = {"members.sign_out", "statics.static", "static"}


class Secret:
    """A member who hides all that can be hidden and takes part in everything; another who is in no directory.

    They come first: each of their things is the first of its kind, so that `1` finds it.
    """

    def __init__(self, make: Any) -> None:
        make.commune()
        hidden = {"email": EMAIL, "phone": PHONE, "bio": BIO, "bio_html": f"<p>{BIO}</p>", "is_bio_shown": False}
        self.member = make.member("Secrète", last_name="Taisant", help_offer="la halle", **hidden)
        self.absent = make.member("Absente", last_name="Lointaine", is_listed=False)
        self.theme = make.theme()
        said: dict[str, Any] = {
            "kind": "question",
            "title": "Qui a rouvert une halle ?",
            "theme_id": self.theme.id,
            "body": "Bonjour",
        }
        self.topic = forum.open_topic(**said, by=self.member)
        forum.reply(self.topic, "Je réponds", by=self.absent)
        self.experience = make.experience(self.member)
        make.experience(self.absent)
        make.collection(self.member, state="recommended")
        make.wish(self.member)
        self.resource = make.resource(self.member)
        make.aid(self.member)
        self.offer = make.help_offer(self.member)
        make.help_request(self.offer, self.absent, state="done", note="x", note_html="<p>x</p>", noted_at=clock.now())
        db.session.commit()


@pytest.fixture
def secret(make):
    return Secret(make)


@pytest.fixture
def world(make, secret):
    found = World(make, "36")
    rebuild.reindex()
    return found


def addresses(app: Any, method: str) -> list[tuple[str, str]]:
    """(endpoint, address) of every route, filled with the first thing of each kind."""
    filled = []
    for rule in app.url_map.iter_rules():
        if method in rule.methods and rule.endpoint not in LEFT and rule.endpoint in app.view_functions:
            here = next((code for start, code in TERRITORIES.items() if rule.rule.startswith(start)), "36093-levroux")
            path = re.sub(r"<int:[^>]+>", "1", re.sub(r"<[^>]*code>", here, rule.rule))
            filled.append((rule.endpoint, re.sub(r"<[^>]+>", "x", re.sub("<kind>", "member", path))))
    return filled


def shown(answer: Any) -> str:
    """All that an answer says, as its reader sees it."""
    if answer.status_code in {301, 302}:
        return str(answer.headers["Location"])
    said = answer.get_data().decode("utf-8", "replace")
    return html.unescape(said) + (answer.get_data().decode("unicode_escape", "replace") if answer.is_json else "")


def leaks(said: str) -> list[str]:
    return [value for value in HIDDEN if value in said]


@pytest.mark.parametrize("who", PEOPLE)
def test_no_page_shows_what_a_member_hides(app, sign_in, world, secret, who):
    browser, found, seen = sign_in(world.people[who]), [], 0
    card = re.compile(rf"/membres/{secret.absent.id}[-\"/]")
    is_staff = who in {"referent", "moderateur", "administrateur"}
    for endpoint, path in addresses(app, "GET"):
        answer = browser.get(path)
        if answer.status_code in {301, 302} and answer.headers["Location"].startswith("/"):
            answer = browser.get(answer.headers["Location"])
        seen += answer.status_code == 200
        said = shown(answer)
        if (who, endpoint) not in ALLOWED and leaks(said):
            found.append((endpoint, path, leaks(said)))
        if not is_staff and card.search(said):
            found.append((endpoint, path, "a link to who is absent"))
    assert found == []
    assert seen >= (60 if who not in {"visiteur", "en_attente"} else 8)  # the walk did look at pages


def test_what_the_walk_looks_for_is_there_for_the_owner(sign_in, secret, world):
    """The marks are real: the owner reads them, and the exceptions show them."""
    own, admin = sign_in(secret.member), sign_in(world.people["administrateur"])
    assert set(leaks(shown(own.get("/profil")))) >= {EMAIL, PHONE, BIO}
    assert EMAIL in shown(admin.get(f"/membres/{secret.member.id}/courriel"))
    assert EMAIL in shown(admin.get(f"/administration/membres/{secret.member.id}"))


@pytest.mark.parametrize("who", ["membre", "moderateur"])
def test_no_gesture_answers_with_what_a_member_hides(app, sign_in, world, who):
    """Forms sent empty, or with the reasons that staff give: refusals, previews and pages that come back."""
    found = []
    for endpoint, path in addresses(app, "POST"):
        if "fermer" in path or "deconnexion" in path:
            continue
        browser = sign_in(world.people[who])
        answer = browser.post(path, data={"reason": "x", "body": "x", "q": "x"})
        if leaks(shown(answer)):
            found.append((endpoint, path))
        db.session.expire_all()
    assert found == []


def test_searching_for_what_is_hidden_finds_nobody(sign_in, world, secret):
    for who in ("membre", "referent", "moderateur"):
        browser = sign_in(world.people[who])
        for words in (EMAIL, PHONE, "Présentationcachée"):
            for page in ("/recherche", "/membres/", "/administration/membres"):
                assert "Taisant" not in browser.get(page, query_string={"q": words}).text, (who, page, words)
    assert "Taisant" in sign_in(world.people["membre"]).get("/membres/?q=Taisant").text


def test_the_index_holds_nothing_hidden(world):
    for row in db.session.scalars(select(SearchDocument)):
        assert not leaks(f"{row.title} {row.body} {row.parts}"), row.kind
    for words in (EMAIL.partition("@")[0], "Présentationcachée", "98 76 54 32"):
        assert not search.find(words, audiences=["members", "communes", "project_leaders"]).items


def test_the_export_of_administrators_holds_them_and_nobody_else_has_it(sign_in, world, secret):
    taken = sign_in(world.people["administrateur"]).post("/membres/exporter").get_data(as_text=True)
    assert EMAIL in taken
    assert "Lointaine" not in taken
    for who in ("membre", "partenaire", "referent", "moderateur"):
        answer = sign_in(world.people[who]).post("/membres/exporter")
        assert answer.status_code == 403
        assert not leaks(shown(answer))


def everything_happens(world: World, secret: Secret) -> None:
    """Gestures of the member that others are told of."""
    reader = world.people["membre"]
    for one in (reader, world.people["referent"], world.people["partenaire"]):
        one.admitted_at = one.forum_read_at = clock.now() - timedelta(days=60)
        one.seen_at = clock.now()
        reading.watch("theme", str(secret.theme.id), one, Level.ALL)
        reading.watch("departement", "36", one, Level.FOLLOW)
    said = {"kind": "question", "title": "Qui a un modèle de bail ?", "theme_id": secret.theme.id, "body": "Bonjour"}
    forum.open_topic(**said, by=secret.member)
    mine = forum.open_topic(**said | {"title": "Une question de la lectrice ?"}, by=reader)
    forum.reply(mine, f"Bonjour @{reader.slug}", by=secret.member)
    coauthors.invite(experiences.experience(secret.experience.id), reader, by=secret.member)
    requests.ask(world.make.help_offer(reader), "Pouvons-nous venir ?", None, by=secret.member)
    moderation.report("topic", KINDS["topic"].find(mine.id), reason="erreur", note="", by=secret.member)
    accounts.edit_profile(secret.member, profile(secret.member), version=secret.member.version)
    db.session.commit()


def profile(member: Any) -> accounts.Profile:
    same = {name: getattr(member, name) for name in accounts.SIMPLE}
    return accounts.Profile(**same, communes=[db.session.get_one(Commune, "36093")], theme_ids=[], help_ids=[])


def test_no_mail_tells_what_a_member_hides(app, work, world, secret):
    with jobs.background(app):
        everything_happens(world, secret)
    for _ in range(2):
        work()
    with jobs.background(app):
        rhythm.write_soon(at_once=True)
        rhythm.write_daily(at_once=True)
        digest.write_digests(at_once=True)
    letters = [one for one in db.session.scalars(select(Letter)) if one.to != EMAIL]
    assert {one.kind for one in letters} >= {"reply", "daily"}
    for one in letters:
        assert not leaks(f"{one.subject} {one.text} {html.unescape(one.html)} {one.headers} {one.message_id}"), one.kind
