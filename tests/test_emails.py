"""Every e-mail of the club: both parts, one subject, addresses that work from a mailbox."""

import re
from datetime import UTC, datetime

import pytest

from club import jobs, mail, places
from club.mail import Letter

pytestmark = pytest.mark.anywhere  # templates

FOLDER = places.TEMPLATES / "email"
NAMES = sorted(file.stem for file in FOLDER.glob("[!_]*.txt"))
PARTS = {"layout", "_button"}  # of the HTML only
THING = {
    "title": "La halle & le marché",
    "said": "2 réponses de Marie L’Hôte",
    "because": "vous suivez ce sujet",
    "extract": "Nous avons commencé par trois soirs par semaine.",
    "at": datetime(2026, 3, 3, 10, 40, tzinfo=UTC),
    "link": "https://club.example/forum/messages/3",
}
CONTEXT = {
    "first_name": "Ana",
    "who": "Marie L’Hôte",
    "title": "La halle & le marché",
    "label": "le sujet « La halle »",
    "extract": "Nous avons commencé par trois soirs par semaine.",
    "message": "Je suis la nouvelle cheffe de projet de Levroux.",
    "reason": "Des coordonnées personnelles y figurent.",
    "note": "Merci de votre attention.",
    "decision": "hidden",
    "until": datetime(2026, 12, 24, tzinfo=UTC),
    "link": "https://club.example/forum/sujets/3-la-halle#message-2",
    "said": "répond à votre question",
    "because": "vous avez posé cette question",
    "topics": [THING, THING | {"link": "https://club.example/forum/messages/4"}],
    "more": 1,
    "notices": [THING],
    "lines": [THING | {"confirm": "https://club.example/ressources/confirmer/jeton", "page": THING["link"]}],
    "questions": [THING | {"detail": "Levroux, attend une réponse"}],
    "experiences": [],
    "resources": [THING | {"detail": "EPF", "link": "https://club.example/ressources/3"}],
    "count": 2,
    "first": "La halle & le marché",
    "organisation": "Établissement des Deux Vallées",
    "period": "3e trimestre 2026",
    "figures": [{"label": "Consultations", "number": 1200, "before": 940}],
    "function": "Cheffe de projet",
    "commune": "Levroux",
    "departement": "Indre",
    "population": 2797,
    "offer": "Étude de la halle",
    "theme": "Habitat",
    "stage": "Réflexion",
    "contact_email": "equipe@club.example",
    "is_reminder": True,
    "is_more": False,
    "searches": [{"name": "Halles", "link": THING["link"], "stop": THING["link"], "aids": [THING]}],
    "used": [("La halle & le marché", 14)],
}
STOPPABLE = {"reply", "daily", "digest", "hidden", "settled", "request"}
HREF = re.compile(r"""(?:href|src)=["']([^"']+)["']""")


@pytest.fixture
def write(app, db, make):
    member = make.member("Ana")

    def written(name: str, kind: str | None = None) -> Letter:
        with jobs.background(app):
            letter = mail.write(
                name, to=member.email, key=f"{name}-{kind}", member_id=member.id, unsubscribe_kind=kind, **CONTEXT
            )
            assert letter is not None
            db.session.flush()
            return letter

    return written


def test_there_are_e_mails_and_each_has_both_parts():
    assert len(NAMES) >= 10
    assert {file.stem for file in FOLDER.glob("*.html")} - PARTS == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_e_mail_has_a_subject_a_text_and_absolute_addresses(write, name):
    letter = write(name)
    assert 5 < len(letter.subject) <= 120
    assert "\n" not in letter.subject
    assert letter.text.partition("\n")[0] != letter.subject
    assert len(letter.text) > 60
    assert not re.search(r"<[a-z]+[ >]|{[{%]|\n\n\n\n", letter.text)
    assert '<html lang="fr">' in letter.html
    addresses = HREF.findall(letter.html) + re.findall(r"https?://\S+", letter.text)
    for address in addresses:
        assert address.startswith(("https://club.example/", "mailto:")), address
    assert not letter.headers
    assert "Ne plus recevoir" not in letter.text + letter.html


@pytest.mark.parametrize("name", NAMES)
def test_an_e_mail_that_can_be_stopped_says_how_in_both_parts(write, name):
    letter = write(name, "reply")
    stop = letter.headers["List-Unsubscribe"].strip("<>")
    assert stop.startswith("https://club.example/desabonnement/")
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop in letter.text
    assert stop in letter.html
    all_of_them = letter.text.split("Tout arrêter")[1].split()[-1]
    assert mail.read_unsubscribe(all_of_them.rpartition("/")[2])[1] == mail.ALL
    assert all_of_them in letter.html
    assert "Vous recevez ce message" in letter.text or name not in STOPPABLE


@pytest.mark.parametrize("name", NAMES)
def test_what_people_typed_is_escaped_in_the_html_part(app, db, make, name):
    typed = {key for key, value in CONTEXT.items() if isinstance(value, str)} - {"link", "decision"}
    evil = dict.fromkeys(typed, "<b onclick=x>gras</b>")
    evil["questions"] = [THING | dict.fromkeys(("title", "detail"), "<b onclick=x>gras</b>")]
    evil["topics"] = [THING | dict.fromkeys(("title", "said", "extract"), "<b onclick=x>gras</b>")]
    with jobs.background(app):
        letter = mail.write(name, to="ana@essai.example", key=name, **{**CONTEXT, **evil})
    assert letter is not None
    assert "<b onclick" not in letter.html


def test_the_link_of_an_e_mail_is_in_both_parts(write):
    for name in NAMES:
        letter = write(name)
        in_text = set(re.findall(r"https://club\.example/\S+", letter.text))
        in_html = {address for address in HREF.findall(letter.html) if address.startswith("https:")}
        assert {a.rstrip(".") for a in in_text} == in_html, name
