"""« Contacter »: a commune asks, the contact and the editors hear of it, both follow it until it is closed."""

from bs4 import BeautifulSoup

from club import clock
from club.communes.models import ProjectAction, ProjectAxis
from club.directory import merging
from club.directory.models import ContactTerritory, Coverage
from club.extensions import db as database
from club.inquiries import operations
from club.inquiries.models import Inquiry, InquiryReply
from club.members import accounts, export
from club.members import queries as members
from club.members.models import MemberCommune
from club.notifications.models import Notification
from tests.inquiries.conftest import LONG, letters, only


def told(member):
    lines = database.session.query(Notification).filter_by(member_id=member.id, subject_kind="inquiry")
    return [line.words["title"] for line in lines.order_by(Notification.id)]


def filled(browser, address):
    page = BeautifulSoup(browser.get(address).text, "lxml")
    data = {one["name"]: one.get("value", "") for one in page.select("form input[type=hidden]")}
    for one in page.select("form.lc-form select"):
        chosen = one.find("option", selected=True)
        data[one["name"]] = chosen["value"] if chosen else ""
    return page, data | {"body": LONG}


def test_a_request_leaves_with_the_context_of_the_offer_and_a_double_click_makes_one(make, sign_in, epf, contact, work):
    habitat = make.theme("habitat", "Habitat")
    stage = make.term("action_stage", "reflexion", "Réflexion ou conception")
    offer = make.offer(epf, "Visite conseil", contact_id=contact.id, terms=[habitat, stage])
    asker, editor = make.member("Claire"), make.partner(epf)
    browser = sign_in(asker)
    card = browser.get(f"/partenaires/{epf.id}-{epf.slug}")
    link = BeautifulSoup(card.text, "lxml").select_one(f"#offre-{offer.id} a.fr-btn")["href"]
    page, data = filled(browser, link)
    assert "Lise Arnaud" in page.get_text()
    assert (data["commune_code"], data["theme_id"], data["stage_id"]) == ("36093", str(habitat.id), str(stage.id))
    answers = [browser.post(link, data=data) for _ in range(2)]
    made = only()
    assert {answer.headers["Location"] for answer in answers} == {f"/mises-en-relation/{made.id}"}
    assert (made.offer_id, made.contact_email, made.state) == (offer.id, "lise@essai.example", "sent")
    work()
    [letter] = letters()
    for word in ("Levroux", "2\u202f797 habitants", "Habitat", "Réflexion", "Claire", LONG, "Visite conseil"):
        assert word in letter.text, word
    assert "Reply-To" not in letter.headers
    assert asker.email not in letter.text + letter.html
    assert told(editor) == ["Levroux adresse une demande à votre organisation"]
    assert "Levroux\u202f: demande à EPF" in sign_in(editor).get("/mises-en-relation/").text


def test_the_stage_is_that_of_the_project_of_the_commune_on_this_theme(make, sign_in, epf, contact):
    habitat, foncier = make.theme("habitat", "Habitat"), make.theme("foncier", "Foncier")
    stages = [make.term("action_stage", slug, slug) for slug in ("reflexion", "usage")]
    asker = make.member()
    for theme, stage in zip((habitat, foncier), stages, strict=True):
        axis = ProjectAxis(commune_code="36093", title="Un axe", theme_id=theme.id)
        database.session.add(axis)
        database.session.flush()
        action = {"commune_code": "36093", "axis_id": axis.id, "title": "Une action", "state_id": stage.id}
        dropped = ProjectAction(**action | {"state_id": stages[0].id}, dropped_on=clock.today())
        database.session.add_all([ProjectAction(**action), dropped])
    database.session.commit()
    browser = sign_in(asker)
    for theme, stage in zip((habitat, foncier), stages, strict=True):
        _, data = filled(browser, f"/mises-en-relation/nouvelle?partenaire={epf.id}&theme={theme.id}")
        assert data["stage_id"] == str(stage.id)
    _, data = filled(browser, f"/mises-en-relation/nouvelle?partenaire={epf.id}")
    assert data["stage_id"] == ""


def test_the_address_of_the_author_is_given_only_if_the_box_is_ticked(make, sign_in, epf, contact):
    asker = make.member()
    browser, address = sign_in(asker), f"/mises-en-relation/nouvelle?partenaire={epf.id}"
    _, data = filled(browser, address)
    browser.post(address, data=data | {"shares_email": "y"})
    assert letters()[0].headers["Reply-To"] == asker.email
    database.session.expire_all()
    accounts.close(members.member(asker.id))
    assert only().shares_email is False


def test_what_cannot_leave_is_said_and_nothing_typed_is_lost(make, sign_in, epf, contact):
    browser, address = sign_in(make.member()), f"/mises-en-relation/nouvelle?partenaire={epf.id}"
    for body, why in (("", "Dites ce que vous attendez"), ("Trop court", "Dites en une phrase"), ("x" * 4001, "4")):
        page = BeautifulSoup(browser.post(address, data={"commune_code": "36093", "body": body}).text, "lxml")
        assert why in page.find(id="body-erreur").get_text()
        assert page.find(id="body").get_text().strip() == body
    wrong = browser.post(address, data={"commune_code": "75056", "body": LONG, "theme_id": "99999"})
    assert wrong.status_code == 200
    assert LONG in wrong.text
    assert database.session.query(Inquiry).count() == 0
    for _ in range(11):
        last = browser.post(address, data={"commune_code": "36093", "body": LONG})
    assert "Vous avez beaucoup demandé" in last.text
    assert database.session.query(Inquiry).count() == 10


def test_a_closed_organisation_leads_to_its_successor_and_a_withdrawn_offer_to_its_organisation(make, sign_in, epf):
    heir = make.organisation("Nouvel établissement")
    offer = make.offer(epf, withdrawn_at=clock.now())
    browser = sign_in(make.member())
    page = browser.get(f"/mises-en-relation/nouvelle?offre={offer.id}")
    assert "Cette offre n’est plus proposée" in page.text
    assert f"/mises-en-relation/nouvelle?partenaire={epf.id}" in page.text
    epf.closed_on, epf.successor_id = clock.today(), heir.id
    database.session.commit()
    page = browser.post(
        f"/mises-en-relation/nouvelle?partenaire={epf.id}", data={"commune_code": "36093", "body": LONG}
    )
    assert "n’existe plus" in page.text
    assert f"/mises-en-relation/nouvelle?partenaire={heir.id}" in page.text
    assert "Contacter" not in browser.get(f"/partenaires/{epf.id}-{epf.slug}").text
    nobody = browser.get(f"/mises-en-relation/nouvelle?partenaire={heir.id}")
    assert "Personne ne peut être joint" in nobody.text
    for missing in ("", "?offre=999999", "?partenaire=n’importe"):
        assert browser.get(f"/mises-en-relation/nouvelle{missing}").status_code == 404


def test_a_card_that_one_may_not_read_cannot_be_asked_and_a_merged_one_leads_to_the_other(make, sign_in, epf, contact):
    browser, hidden = sign_in(make.member()), make.organisation("Officine proposée", standing="proposed")
    assert browser.get(f"/mises-en-relation/nouvelle?partenaire={hidden.id}").status_code == 404
    gone = make.organisation("Ancien nom", asked_count=2)
    make.inquiry(make.member(), gone, counted_at=clock.now(), answered_at=clock.now(), state="answered")
    merging.merge(gone, epf, by=make.member(role="administrator"))
    database.session.commit()
    assert (epf.answered_count, epf.asked_count, gone.asked_count) == (1, 1, 0)
    assert "Contacter Établissement foncier" in browser.get(f"/mises-en-relation/nouvelle?partenaire={gone.id}").text


def test_who_follows_no_confirmed_commune_cannot_ask_in_its_name(make, sign_in, epf, contact):
    asker = make.member()
    database.session.query(MemberCommune).filter_by(member_id=asker.id).one().is_vouched = False
    database.session.commit()
    page = sign_in(asker).get(f"/mises-en-relation/nouvelle?partenaire={epf.id}")
    assert "Vous écrivez au nom d’une commune" in page.text


def test_the_contact_for_the_commune_comes_before_the_others(make, sign_in, epf):
    from_indre = make.contact(epf, "Pour l’Indre", email="indre@essai.example", position=2)
    away = make.contact(epf, "Pour le Cher", email="cher@essai.example", position=1)
    for one, code in ((from_indre, "36"), (away, "18")):
        place = ContactTerritory(contact_id=one.id, scope="departement", code=code, label=code)
        database.session.add(place)
    database.session.commit()
    page = sign_in(make.member()).get(f"/mises-en-relation/nouvelle?partenaire={epf.id}")
    assert "Pour l’Indre" in page.text
    assert "Pour le Cher" not in page.text


def test_the_contact_of_the_commune_itself_comes_before_that_of_all_france(make, sign_in, epf):
    asker = make.member()
    for name, scope, code in (
        ("De partout", "france", ""),
        ("Du coin", "commune", "36093"),
        ("D’ailleurs", "commune", "1"),
    ):
        one = make.contact(epf, name, email=f"{scope}{code}@essai.example")
        database.session.add(ContactTerritory(contact_id=one.id, scope=scope, code=code, label=name))
    make.contact(epf, "Sans territoire", email="toujours@essai.example")
    database.session.commit()
    assert "part par courriel à Du coin" in sign_in(asker).get(f"/mises-en-relation/nouvelle?partenaire={epf.id}").text


def test_an_editor_who_does_not_figure_in_the_directory_is_not_named(make, sign_in, epf):
    make.partner(epf, first_name="Zoé", last_name="Introuvable", is_listed=False)
    browser, address = sign_in(make.member()), f"/mises-en-relation/nouvelle?partenaire={epf.id}"
    page = browser.get(address).text
    assert "ses membres liront votre demande" in page
    assert "Introuvable" not in page
    make.contact(epf, "Lise Arnaud", email="lise@essai.example")
    page = browser.get(address).text
    assert "Les membres de l’organisation la liront aussi" in page
    assert "Introuvable" not in page


def test_both_sides_write_and_the_state_follows(make, sign_in, send, epf, work):
    asker, colleague, editor = make.member("Claire"), make.member("Luc"), make.partner(epf)
    made = send(asker)
    here, theirs = f"/mises-en-relation/{made.id}", sign_in(editor)
    assert theirs.get(here).status_code == 200
    assert only().state == "sent"  # looking changes nothing
    theirs.post(f"{here}/lue")
    assert (only().state, only().read_at is not None) == ("read", True)
    assert "Écrivez votre réponse" in theirs.post(f"{here}/repondre", data={"body": " "}).text
    theirs.post(f"{here}/repondre", data={"body": "Oui, **mardi**. <script>alert(1)</script>"})
    assert only().state == "answered"
    page = sign_in(colleague).get(here).text
    assert "<strong>mardi</strong>" in page
    assert "<script>alert" not in page
    sign_in(asker).post(f"{here}/repondre", data={"body": "Merci, à mardi."})
    work()
    assert only().state == "answered"
    assert "Merci, à mardi." in letters()[-1].text
    assert told(asker) == ["EPF : une réponse à la demande de Levroux"]
    assert "Un message sur la demande de Levroux" in told(editor)
    answer = sign_in(colleague).post(f"{here}/clore", data={"answer": "oui"})
    assert answer.status_code == 302
    assert only().state == "closed"
    for browser in (theirs, sign_in(asker)):
        late = browser.post(f"{here}/repondre", data={"body": "Trop tard"})
        assert "Cette demande est close" in late.text
        assert "Trop tard" in late.text
    assert database.session.query(InquiryReply).count() == 2
    assert "Levroux" in theirs.get("/mises-en-relation/?onglet=closes").text


def test_the_page_asks_as_much_for_three_answers_as_for_thirty(make, sign_in, send, epf, queries):
    asker = make.member()
    made, browser, costs = send(asker), sign_in(asker), []
    for number in (3, 27):
        for _ in range(number):
            operations.reply(made, "Une réponse.", by=make.partner(epf), is_from_organisation=True)
        database.session.commit()
        with queries() as seen:
            assert browser.get(f"/mises-en-relation/{made.id}").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1] <= 5, seen


def test_what_one_asked_and_answered_is_in_the_copy_of_ones_data(make, send, epf):
    asker, editor = make.member(), make.partner(epf)
    made = send(asker)
    operations.reply(made, "Oui, mardi.", by=editor, is_from_organisation=True)
    database.session.commit()
    mine = export.of_member(members.member(asker.id))["mises_en_relation"]
    assert [one["demande"] for one in mine] == [LONG]
    theirs = export.of_member(members.member(editor.id))["mises_en_relation"]
    assert [one["reponse"] for one in theirs] == ["Oui, mardi."]


def test_whom_to_call_leads_to_a_request_with_the_commune_and_the_need(make, sign_in, epf, contact):
    habitat, other = make.theme("habitat", "Habitat"), make.theme("foncier", "Foncier")
    offer = make.offer(epf, "Visite conseil", terms=[other, habitat])
    database.session.add(Coverage(organisation_id=epf.id, scope="france"))
    epf.asked_count, epf.answered_count = 5, 4
    database.session.commit()
    page = sign_in(make.member()).get("/communes/36093-levroux/qui-appeler")
    assert "sur 5" in page.text
    links = [one["href"] for one in BeautifulSoup(page.text, "lxml").select("a") if "nouvelle?offre" in one["href"]]
    _, data = filled(sign_in(make.member()), links[-1])
    assert links[-1] == f"/mises-en-relation/nouvelle?offre={offer.id}&commune=36093&theme={other.id}"
    assert (data["commune_code"], data["theme_id"]) == ("36093", str(other.id))
    assert "Contacter" not in sign_in(make.partner()).get("/communes/36093-levroux/qui-appeler").text


def test_once_the_author_has_left_the_club_the_team_hears_of_the_answer(make, sign_in, send, epf, work):
    asker, colleague, editor = make.member("Claire"), make.member("Luc"), make.partner(epf)
    stranger, made = make.member("Ailleurs", commune="36005"), send(asker)
    accounts.close(asker)
    database.session.commit()
    sign_in(editor).post(f"/mises-en-relation/{made.id}/repondre", data={"body": "Oui, mardi."})
    work()
    assert told(colleague) == ["EPF : une réponse à la demande de Levroux"]
    assert told(stranger) == []
