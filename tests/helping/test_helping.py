"""Entraide: offers by nearness and theme, a request to its note, who may, what is told, what becomes of it."""

from datetime import datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from sqlalchemy import select, update

from club import clock, jobs
from club.access import Refused
from club.communes.twins import CommuneTwin
from club.experiences.models import CoAuthor, Experience
from club.extensions import db
from club.helping import operations, requests
from club.helping.models import HelpOffer, HelpOfferTheme, HelpRequest
from club.members.models import Member, MemberTheme
from club.notifications import rhythm
from club.notifications.models import Notification
from club.search import rebuild
from tests.members.reading import hidden, letters_of
from tests.page import walked


@pytest.fixture
def host(make):
    make.commune("36230", "Vatan", longitude=1.811, latitude=47.073)
    return make.member("Hôte", commune="36230")


@pytest.fixture
def guest(make):
    make.commune("36093", "Levroux", longitude=1.613, latitude=46.977)
    return make.member("Invitée")


def titles(answer) -> list[str]:
    return [one.get_text(strip=True) for one in BeautifulSoup(answer.text, "lxml").select("main h3 a.lc-target")]


def told(member) -> list[str]:
    lines = db.session.scalars(
        select(Notification).where(Notification.member_id == member.id).order_by(Notification.id)
    )
    return [one.words["title"] for one in lines]


def later(days: int = 10) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {"day": day.isoformat(), "hour": "14:30", "place": "Place de la République"}


def prefixed(name: str, data: dict) -> dict:
    return {f"{name}-{key}": value for key, value in data.items()}


def test_an_offer_is_published_changed_paused_and_found(make, sign_in, host, guest):
    theme, browser, other = make.theme(), sign_in(host), sign_in(guest)
    key = hidden(browser.get("/entraide/proposer"), "submission")
    said = {"kind": "visite", "title": "Notre halle", "body": "Du **diagnostic** au marché.", "themes": [theme.id],
            "availability": "le vendredi", "capacity": "2", "submission": key}  # fmt: skip
    first, second = (browser.post("/entraide/proposer", data=said) for _ in range(2))
    assert first.location == second.location  # a double click makes one offer
    assert db.session.query(HelpOffer).count() == 1
    address = first.location
    page = other.get(address).text
    assert "<strong>diagnostic</strong>" in page
    assert "J’accueille une visite" in page
    assert host.email not in page
    assert titles(other.get("/entraide/")) == ["Notre halle"]
    assert "à 18 km" in other.get("/entraide/").text
    assert address in other.get("/recherche?q=diagnostic").text
    stale = said | {"title": "Autre titre", "version": "1"}
    assert browser.post(f"{address}/modifier", data=stale).status_code == 302
    assert browser.post(f"{address}/modifier", data=stale).status_code == 409
    browser.post(f"{address}/pause")
    assert titles(other.get("/entraide/")) == []
    assert address not in other.get("/recherche?q=diagnostic").text
    assert "en pause" in other.get(address).text
    asked = other.post(f"{address}/demander", data={"message": "Bonjour", "commune_code": "36093"})
    assert "Cette offre est en pause" in asked.text
    assert browser.post(f"{address}/pause").status_code == 409
    browser.post(f"{address}/reprendre")
    assert titles(other.get("/entraide/?genre=visite")) == ["Autre titre"]
    assert titles(other.get("/entraide/?genre=relecture")) == []
    assert f"{address}" in other.get(f"/membres/{host.id}-{host.slug}").text
    assert f"{address}" in other.get("/communes/36230-vatan").text


def test_what_is_missing_is_said_beside_the_field(make, sign_in, host):
    answer = sign_in(host).post("/entraide/proposer", data={"body": "Gardé", "capacity": "0"})
    for words in ("Choisissez ce que vous proposez", "Dites en une ligne", "Entre 1 et 50", "Gardé"):
        assert words in answer.text


def test_offers_come_by_theme_and_nearness_page_after_page(make, sign_in, host, guest):
    theme = make.theme()
    db.session.add(MemberTheme(member_id=guest.id, term_id=theme.id))
    make.commune("97411", "Bout du monde", longitude=55.45, latitude=-20.88)
    far, nowhere = make.member("Loin", commune="97411"), make.member("Nulle", commune=None)
    for number in range(21):
        make.help_offer(host, f"Proche {number:02}")
    make.help_offer(far, "Loin")
    same = make.help_offer(far, "Loin, même thème")
    db.session.add(HelpOfferTheme(offer_id=same.id, term_id=theme.id))
    make.help_offer(nowhere, "Nulle part")
    make.help_offer(guest, "La mienne")
    make.commune("63001", "Jumelle", longitude=2.9, latitude=45.6)
    make.help_offer(make.member("Semblable", commune="63001"), "Jumelle")
    alike = {"commune_code": "36093", "twin_code": "63001", "rank": 1, "score": 60, "reasons": []}
    db.session.add(CommuneTwin(**alike))
    db.session.commit()
    browser = sign_in(guest)
    expected = ["Jumelle", *(f"Proche {number:02}" for number in range(21)), "Loin, même thème", "Loin", "Nulle part"]
    assert walked(browser, "/entraide/", titles, 2) == expected
    assert "commune jumelle" in browser.get("/entraide/").text
    assert "même thème" in browser.get(f"/entraide/?theme={theme.id}").text


def test_the_list_and_the_page_ask_as_much_for_three_offers_as_for_thirty(make, sign_in, queries, host, guest):
    browser, counts = sign_in(guest), []
    shown = make.help_offer(host)
    for more in (3, 17):
        for number in range(more):
            make.help_offer(host, f"Offre {number}")
            make.help_request(shown, make.member(f"M{number}"), state="done", note="Merci", noted_at=clock.now())
        for address in ("/entraide/", f"/entraide/{shown.id}", "/entraide/mes-echanges"):
            with queries() as seen:
                assert browser.get(address).status_code == 200
            counts.append(len(seen))
    assert counts[:3] == counts[3:]
    assert max(counts) <= 7


def test_a_visit_is_asked_booked_reminded_told_and_written_up(app, make, sign_in, work, host, guest, wait_until):
    offer = make.help_offer(host, "Notre halle")
    hosting, visiting = sign_in(host), sign_in(guest)
    form = visiting.get(f"/entraide/{offer.id}/demander")
    data = {"message": "Nous voulons voir la halle.", "commune_code": "36093", "submission": hidden(form, "submission")}
    sent = [visiting.post(f"/entraide/{offer.id}/demander", data=data).location for _ in range(2)]
    assert sent[0] == sent[1]
    address = sent[0]
    work()
    assert told(host) == [f"{guest.full_name} vous fait une demande : « Notre halle »"]
    assert "Nous voulons voir la halle." in hosting.get(address).text
    again = visiting.post(f"/entraide/{offer.id}/demander", data=data | {"submission": "x"})
    assert "Vous avez déjà une demande en cours" in again.text
    answer = prefixed("answer", {"decision": "oui", "word": "Avec plaisir"} | later())
    assert hosting.post(f"{address}/repondre", data=answer).status_code == 302
    assert hosting.post(f"{address}/repondre", data=answer).status_code == 409  # twice is refused
    work()
    assert len(told(guest)) == 1
    assert told(guest)[0].startswith("Rendez-vous fixé le")
    diary = Calendar.from_ical(visiting.get(f"{address}/agenda.ics").data).walk("VEVENT")[0]
    local = diary["dtstart"].dt.astimezone(clock.PARIS)
    assert (local.date(), local.time()) == (clock.today() + timedelta(days=10), time(14, 30))
    assert diary["location"] == "Place de la République"
    assert host.email.encode() not in visiting.get(f"{address}/agenda.ics").data
    note = prefixed("note", {"note": "Nous avons **vu** la halle."})
    assert visiting.post(f"{address}/retour", data=note).status_code == 409  # it has not taken place
    asked = db.session.scalars(select(HelpRequest)).one()
    asked.meeting_at = datetime.combine(clock.today() + timedelta(days=1), time(9), tzinfo=clock.PARIS)
    db.session.commit()
    for _ in range(2):
        with jobs.background(app):
            requests.remind()
        work()
    assert [line.partition(" :")[0] for line in (told(host)[-1], told(guest)[-1])] == ["Rappel", "Rappel"]
    assert len(told(guest)) == 2
    with jobs.background(app):
        rhythm.write_daily(at_once=True)
    assert "Rappel" in letters_of(guest, "daily")[-1].text
    for _ in range(3):
        wait_until(hour=12)
    visiting = sign_in(guest)
    assert visiting.post(f"{address}/retour", data=note).location == address
    work()
    assert told(host)[-1] == f"{guest.full_name} vous remercie et raconte : « Notre halle »"
    reader = sign_in(make.member("Lectrice"))
    shown = reader.get(f"/entraide/{offer.id}").text
    assert "<strong>vu</strong>" in shown
    assert f"Merci à {host.full_name}" in shown
    drafts = [visiting.post(f"{address}/experience").location for _ in range(2)]
    assert drafts[0] == drafts[1]
    draft = db.session.scalars(select(Experience)).one()
    assert (draft.commune_code, draft.actions) == ("36230", "Nous avons **vu** la halle.")
    assert draft.title == "Notre halle à Vatan"
    assert db.session.get(CoAuthor, (draft.id, host.id)) is not None
    assert draft.title not in reader.get(f"/entraide/{offer.id}").text  # a draft is nobody's business
    draft.published_at = clock.now()
    db.session.commit()
    assert draft.title in reader.get(f"/entraide/{offer.id}").text


def test_a_date_is_fixed_and_changed_by_either_and_two_at_once_are_told(make, sign_in, work, host, guest):
    asked = make.help_request(make.help_offer(host), guest, state="accepted")
    address = f"/entraide/echanges/{asked.id}"
    hosting, visiting = sign_in(host), sign_in(guest)
    first = prefixed("meeting", later() | {"version": "1"})
    assert visiting.post(f"{address}/date", data=first).status_code == 302
    answer = hosting.post(f"{address}/date", data=first | {"meeting-place": "En mairie"})
    assert answer.status_code == 409
    assert "En mairie" in answer.text
    assert "Place de la République" in answer.text
    again = prefixed("meeting", later(12) | {"version": "2"})
    assert hosting.post(f"{address}/date", data=again).status_code == 302
    work()
    assert len(told(host)) == 1
    assert len(told(guest)) == 1
    past = prefixed("meeting", later(-3) | {"version": "3"})
    wrong = visiting.post(f"{address}/date", data=past)
    assert "Choisissez un moment à venir, dans les deux ans." in wrong.text
    half = visiting.post(f"{address}/date", data=prefixed("meeting", {"day": "2031-02-01", "version": "3"}))
    assert "Choisissez l’heure." in half.text


def test_it_is_declined_or_cancelled_with_a_word(make, sign_in, work, host, guest):
    offer = make.help_offer(host)
    declined, cancelled = make.help_request(offer, guest), make.help_request(offer, make.member("Autre"))
    hosting = sign_in(host)
    no = prefixed("answer", {"decision": "non", "word": "Pas avant l’été."})
    hosting.post(f"/entraide/echanges/{declined.id}/repondre", data=no)
    hosting.post(f"/entraide/echanges/{cancelled.id}/annuler", data=prefixed("cancel", {"word": "Désolé"}))
    work()
    assert "ne peut pas répondre" in told(guest)[0]
    assert "Pas avant l’été." in sign_in(guest).get(f"/entraide/echanges/{declined.id}").text
    assert hosting.post(f"/entraide/echanges/{cancelled.id}/annuler").status_code == 409
    page = hosting.get("/entraide/mes-echanges").text
    assert "Déclinée" in page
    assert "Annulée" in page


def test_a_full_offer_says_so(make, sign_in, host, guest):
    offer = make.help_offer(host, capacity=1)
    make.help_request(offer, make.member("Autre"), state="dated", meeting_at=clock.now())
    browser = sign_in(guest)
    assert "autant de demandes" in browser.get(f"/entraide/{offer.id}").text
    said = {"message": "Notre longue question", "commune_code": "36093"}
    answer = browser.post(f"/entraide/{offer.id}/demander", data=said)
    page = BeautifulSoup(answer.text, "lxml")
    assert "autant de demandes" in page.find(id="message-erreur").text
    assert page.find(id="message").text.strip() == "Notre longue question"
    assert db.session.query(HelpRequest).count() == 1


def test_a_date_beyond_the_calendar_is_refused_beside_the_field(make, sign_in, host):
    far = make.member("Lointaine", timezone="America/Martinique")
    asked = make.help_request(make.help_offer(host), far, state="accepted")
    said = prefixed("meeting", {"day": "9999-12-31", "hour": "23:30", "version": "1"})
    answer = sign_in(far).post(f"/entraide/echanges/{asked.id}/date", data=said)
    assert "dans les deux ans" in BeautifulSoup(answer.text, "lxml").find(id="meeting-day-erreur").text


def test_who_answers_while_the_other_cancels_sees_that_it_is_over(make, host, guest):
    asked = make.help_request(make.help_offer(host), guest)
    elsewhere = update(HelpRequest).where(HelpRequest.id == asked.id).values(state="cancelled")
    db.session.execute(elsewhere.execution_options(synchronize_session=False))
    with pytest.raises(Refused):
        requests.answer(asked, is_yes=True, word="", meeting=None, by=host)


def test_an_exchange_is_between_two_people(make, sign_in, host, guest):
    asked = make.help_request(make.help_offer(host), guest)
    address = f"/entraide/echanges/{asked.id}"
    for role in ("member", "moderator", "administrator"):
        browser = sign_in(make.member("Autre", role=role))
        assert browser.get(address).status_code == 404
        assert browser.post(f"{address}/annuler").status_code == 404
    assert sign_in(guest).post(f"{address}/repondre").status_code == 403
    assert sign_in(host).post(f"{address}/retour").status_code == 403
    assert sign_in(guest).get(f"{address}/agenda.ics").status_code == 404


def test_the_offer_of_who_is_absent_is_not_found(make, sign_in, guest):
    offer = make.help_offer(make.member("Absente", is_listed=False))
    suspended = make.help_offer(make.member("Sami", status="suspended"))
    rebuild.reindex()
    browser, staff = sign_in(guest), sign_in(make.member("Modeste", role="moderator"))
    for one in (offer, suspended):
        assert browser.get(f"/entraide/{one.id}").status_code == 404
        assert staff.get(f"/entraide/{one.id}").status_code == 200
    assert titles(browser.get("/entraide/")) == []


def test_moderation_hides_an_offer_and_a_note(make, sign_in, host, guest):
    offer = make.help_offer(host, "Notre halle")
    asked = make.help_request(offer, guest, state="done", note="x", note_html="<p>Un retour</p>", noted_at=clock.now())
    staff, reader = sign_in(make.member("Modeste", role="moderator")), sign_in(make.member("Lectrice"))
    assert (
        reader.post(f"/moderation/signaler/help_note/{asked.id}", data={"reason": "erreur", "note": ""}).status_code
        == 302
    )
    staff.post(f"/moderation/masquer/help_note/{asked.id}", data={"reason": "Coordonnées"})
    assert "Un retour" not in reader.get(f"/entraide/{offer.id}").text
    staff.post(f"/moderation/masquer/help/{offer.id}", data={"reason": "Publicité"})
    assert reader.get(f"/entraide/{offer.id}").status_code == 404
    assert "Publicité" in sign_in(host).get(f"/entraide/{offer.id}").text


def test_closing_an_account_lets_go(make, sign_in, work, host, guest):
    offer = make.help_offer(host, "Notre halle")
    asked = make.help_request(offer, guest, state="accepted")
    mine = make.help_request(make.help_offer(guest), host)
    make.member("Adèle", role="administrator")
    assert sign_in(host).get("/compte/donnees.json").json["entraide"]["offres"][0]["titre"] == "Notre halle"
    operations.exported(host)
    sign_in(host).post("/compte/fermer", data={"password": "une phrase de passe de test"})
    db.session.expire_all()
    assert {db.session.get(HelpRequest, one.id).state for one in (asked, mine)} == {"cancelled"}
    assert db.session.get(HelpOffer, offer.id).state == "closed"
    work()
    assert len(told(guest)) == 2
    assert sign_in(guest).get(f"/entraide/{offer.id}").status_code == 404
    assert db.session.get(Member, host.id).status == "closed"
