"""« Demander cette ressource »: asked once, joined by others, answered by a resource or closed with a word."""

from datetime import timedelta

from bs4 import BeautifulSoup

from club import clock
from club.extensions import db as database
from club.journal import JournalEntry
from club.library.wishes import Wish, WishEcho
from club.notifications.models import Notification
from tests.library.test_finding import titles

NEW = "/ressources/demandes/nouvelle"


def told(member):
    lines = database.session.query(Notification).filter_by(member_id=member.id, subject_kind="wish")
    return [(line.words["title"], line.words["url"], line.mail) for line in lines]


def only():
    return database.session.query(Wish).one()


def test_what_was_searched_in_vain_is_asked_for_with_its_words_and_filters(make, sign_in):
    theme, reader = make.theme("habitat", "Habitat"), make.member()
    make.resource(make.partner())
    browser = sign_in(reader)
    nothing = browser.get(f"/ressources/?q=bail+de+halle&theme={theme.id}&departement=36")
    link = BeautifulSoup(nothing.text, "lxml").find("a", string="Demander cette ressource")["href"]
    form = BeautifulSoup(browser.get(link).text, "lxml")
    assert form.find(id="words")["value"] == "bail de halle"
    chosen = [one["value"] for one in form.select("option[selected]")]
    assert chosen == [str(theme.id), "36"]
    soon = clock.today() + timedelta(days=30)
    data = {"words": "bail de halle", "why": "Pour la halle.", "theme_id": theme.id, "departement_code": "36"}
    data |= {"wanted_on": soon.isoformat(), "submission": form.find(id="submission")["value"]}
    for _ in range(2):  # a double click
        answer = browser.post(NEW, data=data)
    asked = only()
    assert answer.headers["Location"] == f"/ressources/demandes/{asked.id}"
    assert (asked.words, asked.theme_id, asked.departement_code, asked.wanted_on) == (
        *("bail de halle", theme.id, "36", soon),
    )
    page = sign_in(make.partner()).get("/ressources/demandes")
    assert titles(page) == ["bail de halle"]
    assert all(said in page.text for said in ("Pour la halle.", "Habitat", "Indre", "Levroux"))


def test_what_cannot_be_asked_is_said_beside_its_field_and_nothing_typed_is_lost(make, sign_in):
    browser = sign_in(make.member())
    page = BeautifulSoup(browser.post(NEW, data={"words": " ", "why": "Pour la halle."}).text, "lxml")
    assert "Dites en quelques mots" in page.find(id="words-erreur").get_text()
    assert page.find(id="why").get_text().strip() == "Pour la halle."
    wrong = {"words": "Un bail", "wanted_on": "2020-01-01", "theme_id": "999999"}
    page = BeautifulSoup(browser.post(NEW, data=wrong).text, "lxml")
    assert "Donnez une date à venir" in page.find(id="wanted_on-erreur").get_text()
    assert page.find(id="theme_id-erreur") is not None
    assert database.session.query(Wish).count() == 0


def test_others_join_in_once_and_asking_for_the_same_joins_too(make, sign_in, queries):
    wish = make.wish(make.member(), "Bail de halle")
    neighbour, other = sign_in(make.member()), sign_in(make.member())
    for _ in range(2):
        neighbour.post(f"/ressources/demandes/{wish.id}/moi-aussi")
    other.post(NEW, data={"words": "bail de HALLE"})
    assert (database.session.query(Wish).count(), database.session.query(WishEcho).count()) == (1, 2)
    assert "2 autres membres la cherchent" in neighbour.get(f"/ressources/demandes/{wish.id}").text.replace(
        "\u202f", " "
    )
    other.post(f"/ressources/demandes/{wish.id}/moi-aussi/annuler")
    assert database.session.query(WishEcho).count() == 1
    costs = []
    for number in (2, 30):
        for one in range(number):
            make.wish(make.member(), f"Autre {number} {one}")
        with queries() as seen:
            other.get("/ressources/demandes")
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 6


def test_a_partner_answers_with_a_published_resource_and_all_who_look_for_it_are_told(make, sign_in, work):
    asker, joined, partner = make.member(), make.member(), make.partner()
    wish, guide = make.wish(asker, "Bail de halle"), make.resource(partner, "Le bail, pas à pas")
    draft = make.resource(partner, published=False)
    sign_in(joined).post(f"/ressources/demandes/{wish.id}/moi-aussi")
    address, browser = f"/ressources/demandes/{wish.id}/repondre", sign_in(partner)
    for wrong in (str(draft.id), "999999", "n’importe quoi", "/aides/"):
        assert "Aucune ressource publiée" in browser.post(address, data={"resource": wrong}).text
    assert browser.post(address, data={"resource": f"https://club.example/ressources/{guide.id}-x"}).status_code == 302
    assert browser.post(address, data={"resource": str(guide.id)}).status_code == 200  # too late: said on the page
    work()
    line = ("Une ressource répond à « Bail de halle »", f"/ressources/demandes/{wish.id}", "daily")
    assert told(asker) == told(joined) == [line]
    assert told(partner) == []
    reader = sign_in(asker)
    assert "Le bail, pas à pas" in reader.get(line[1]).text
    guide.hidden_at = clock.now()
    database.session.commit()
    assert "Le bail, pas à pas" not in reader.get(line[1]).text
    listed = reader.get("/ressources/demandes?onglet=avec-reponse")
    assert titles(listed) == ["Bail de halle"]
    assert "Le bail, pas à pas" not in listed.text


def test_staff_closes_with_a_word_and_others_no_longer_read_it(make, sign_in, work):
    asker, moderator = make.member(), make.member(role="moderator")
    wish = make.wish(asker, "Bail de halle")
    browser = sign_in(moderator)
    assert "Dites en un mot pourquoi." in browser.post(f"/ressources/demandes/{wish.id}/clore", data={"word": ""}).text
    browser.post(f"/ressources/demandes/{wish.id}/clore", data={"word": "Voyez votre notaire."})
    work()
    assert told(asker) == [("La demande « Bail de halle » est close", "/ressources/demandes", "daily")]
    assert database.session.query(JournalEntry).filter_by(act="wish.close").one().reason == "Voyez votre notaire."
    assert "Voyez votre notaire." in sign_in(asker).get(f"/ressources/demandes/{wish.id}").text
    other = sign_in(make.member())
    assert other.get(f"/ressources/demandes/{wish.id}").status_code == 404
    assert titles(other.get("/ressources/demandes?onglet=closes")) == []
    assert titles(browser.get("/ressources/demandes?onglet=closes")) == ["Bail de halle"]
    assert browser.post(f"/ressources/demandes/{wish.id}/clore", data={"word": "Encore."}).status_code == 409
