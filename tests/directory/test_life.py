"""The life of a card: proposed, claimed, kept by several, closed, and told by its history."""

import io

from bs4 import BeautifulSoup

from club.directory import claims
from club.directory.claims import OrganisationClaim
from club.extensions import db as database
from club.journal import JournalEntry
from club.members import accounts
from club.members import queries as members
from club.members.models import Member, Organisation
from club.storage.models import StoredFile
from tests.test_uploads import pdf


def page(answer):
    return BeautifulSoup(answer.text, "lxml")


def card(epf, **more):
    return {"name": "Foncière des halles", "summary": "Elle rachète.", "type_id": epf.type_id} | more


def test_a_proposal_waits_for_the_staff_and_its_proposer_learns_the_answer(make, sign_in, epf, staff, told):
    ana, referent = make.member("Ana"), make.referent("36")
    browser, reader = sign_in(ana), sign_in(make.member())
    assert browser.post("/partenaires/proposer", data=card(epf)).status_code == 302
    new = database.session.query(Organisation).filter_by(name="Foncière des halles").one()
    assert "Foncière" not in reader.get("/partenaires/").text
    assert "Foncière des halles" not in reader.get("/recherche?q=Foncière").text
    assert told(referent) == told(staff) == [("Une organisation est proposée : « Foncière des halles »", "")]
    keeper, address = sign_in(referent), f"/partenaires/{new.id}/decider"
    assert "Foncière des halles" in keeper.get("/partenaires/a-examiner").text
    silent = page(keeper.post(address, data={"decision": "refuse"}))
    assert "Dites pourquoi" in silent.find(id="reason-erreur").get_text()
    keeper.post(address, data={"decision": "accept"})
    assert told(ana) == [("« Foncière des halles » est dans l’annuaire", "")]
    assert "Foncière" in reader.get("/partenaires/").text
    assert database.session.query(JournalEntry).filter_by(act="organisation.settle").one().actor_id == referent.id
    assert sign_in(staff).post(address, data={"decision": "accept"}).status_code == 409


def test_a_refused_proposal_says_why_to_its_proposer_only(make, sign_in, epf, staff, told):
    ana = make.member("Ana")
    new = make.organisation("Foncière", standing="proposed", proposed_by_id=ana.id)
    sign_in(staff).post(f"/partenaires/{new.id}/decider", data={"decision": "refuse", "reason": "Elle y est déjà."})
    assert told(ana) == [("« Foncière » n’est pas retenue", "Elle y est déjà.")]
    assert "Elle y est déjà." in sign_in(ana).get(f"/partenaires/{new.id}-{new.slug}").text
    assert sign_in(make.member()).get(f"/partenaires/{new.id}-{new.slug}").status_code == 404


def test_a_refusal_can_be_taken_back_and_the_name_says_why_it_is_taken(make, sign_in, epf, staff, told):
    ana, address = make.member("Ana"), "/partenaires/proposer"
    browser, keeper = sign_in(ana), sign_in(staff)
    browser.post(address, data=card(epf))
    again = page(browser.post(address, data=card(epf)))
    assert "l’équipe examine sa fiche" in again.find(id="name-erreur").get_text()
    new = database.session.query(Organisation).filter_by(name="Foncière des halles").one()
    here = f"/partenaires/{new.id}/decider"
    keeper.post(here, data={"decision": "refuse", "reason": "Pas de site"})
    told(ana)
    again = page(browser.post(address, data=card(epf)))
    assert "non retenue" in again.find(id="name-erreur").get_text()
    assert page(keeper.get("/partenaires/a-examiner")).find("a", href=here)
    assert "Pas de site" in keeper.get(here).text
    assert keeper.post(here, data={"decision": "refuse", "reason": "Toujours pas"}).status_code == 409
    keeper.post(here, data={"decision": "accept"})
    assert [title for title, _ in told(ana)][1:] == ["« Foncière des halles » est dans l’annuaire"]


def test_a_page_left_open_does_not_turn_an_answer_over(sign_in, make, staff, epf, told):
    ana = make.member("Ana")
    epf.standing, epf.proposed_by_id = "proposed", ana.id
    database.session.commit()
    keeper, here = sign_in(staff), f"/partenaires/{epf.id}/decider"
    seen = page(keeper.get(here)).find("input", {"name": "seen"})["value"]
    assert keeper.post(here, data={"decision": "refuse", "reason": "Pas de site", "seen": seen}).status_code == 302
    assert keeper.post(here, data={"decision": "accept", "seen": seen}).status_code == 409
    assert len(told(ana)) == 1


def test_a_claim_with_its_proof_makes_one_more_editor(make, sign_in, epf, staff, told):
    lise, colleague, reader = make.member("Lise"), make.partner(epf), make.member(organisation_id=epf.id)
    browser = sign_in(lise)
    said = {"function": "Directrice", "proof": "Le standard.", "file": (io.BytesIO(b"%PDF-1.4 rien"), "carte.pdf")}
    assert page(browser.post(f"/partenaires/{epf.id}/tenir", data=said)).find(id="file-erreur")
    made = browser.post(f"/partenaires/{epf.id}/tenir", data=said | {"file": (io.BytesIO(b""), "")})
    claim = database.session.query(OrganisationClaim).one()
    assert made.headers["Location"] == f"/partenaires/demandes/{claim.id}"
    assert "attend sa réponse" in browser.get(f"/partenaires/{epf.id}/tenir").text
    assert told(staff)[0][0].endswith("demande à tenir la fiche « EPF des Deux Vallées »")
    sign_in(staff).post(f"/partenaires/demandes/{claim.id}/decider", data={"decision": "accept"})
    assert (lise.role, lise.organisation_id) == ("partner", epf.id)
    assert told(lise) == [("Vous tenez maintenant la fiche « EPF des Deux Vallées »", "")]
    assert told(colleague)[0][0].endswith("tient avec vous la fiche « EPF des Deux Vallées »")
    assert told(reader) == []  # of the organisation, but does not keep its card
    for editor in (lise, colleague):
        assert sign_in(editor).get(f"/partenaires/{epf.id}/modifier").status_code == 200
    acts = {one.act for one in database.session.query(JournalEntry)}
    assert acts == {"claim.settle", "role.change"}


def test_a_refused_claim_changes_nobody_and_says_why(make, sign_in, epf, staff, told):
    lise = make.member("Lise")
    claim = OrganisationClaim(organisation_id=epf.id, author_id=lise.id, function="x", proof="x")
    database.session.add(claim)
    database.session.commit()
    answer = {"decision": "refuse", "reason": "Nom inconnu du standard."}
    address = f"/partenaires/demandes/{claim.id}/decider"
    assert sign_in(staff).post(address, data=answer).status_code == 302
    assert lise.role == "member"
    assert told(lise)[0][1] == "Nom inconnu du standard."
    assert sign_in(staff).post(address, data=answer).status_code == 409


def test_who_became_staff_meanwhile_cannot_be_made_an_editor(make, sign_in, epf, staff):
    lise = make.member("Lise", role="moderator")
    claim = OrganisationClaim(organisation_id=epf.id, author_id=lise.id, function="x", proof="x")
    database.session.add(claim)
    database.session.commit()
    answer = sign_in(staff).post(f"/partenaires/demandes/{claim.id}/decider", data={"decision": "accept"})
    assert answer.status_code == 409
    assert lise.role == "moderator"


def test_one_claim_at_a_time_and_it_may_be_withdrawn(make, sign_in, epf):
    browser, said = sign_in(make.member("Lise")), {"function": "Directrice", "proof": "Le standard."}
    browser.post(f"/partenaires/{epf.id}/tenir", data=said)
    assert browser.post(f"/partenaires/{make.organisation().id}/tenir", data=said).status_code == 409
    claim = database.session.query(OrganisationClaim).one()
    browser.post(f"/partenaires/demandes/{claim.id}/retirer")
    assert browser.post(f"/partenaires/{epf.id}/tenir", data=said).status_code == 302


def test_a_claim_is_in_the_copy_of_ones_data_and_its_proof_goes_with_the_account(make, sign_in, epf, staff):
    lise = make.member("Lise")
    sent = {"function": "Directrice", "proof": "Voyez l’organigramme.", "file": (io.BytesIO(pdf()), "badge.pdf")}
    sign_in(lise).post(f"/partenaires/{epf.id}/tenir", data=sent)
    (told,) = claims.exported(lise)
    assert (told["organisation"], told["fonction"], told["piece"]) == (epf.name, "Directrice", "badge.pdf")
    accounts.close(members.member(lise.id))
    database.session.commit()
    claim = database.session.query(OrganisationClaim).one()
    assert (claim.state, claim.proof, claim.stored_id) == ("withdrawn", "", None)
    assert database.session.query(StoredFile).count() == 0
    assert "Rien à examiner" in sign_in(staff).get("/partenaires/a-examiner").text


def test_a_closed_organisation_points_to_its_successor_and_is_no_longer_offered(make, sign_in, epf):
    heir, editor = make.organisation("Foncière régionale"), make.partner(epf)
    browser, reader = sign_in(editor), sign_in(make.member())
    address = f"/partenaires/{epf.id}/fermer"
    future = page(browser.post(address, data={"closed_on": "2999-01-01"}))
    assert "pas encore venu" in future.find(id="closed_on-erreur").get_text()
    assert browser.post(address, data={"closed_on": "2026-01-31", "successor": heir.name}).status_code == 302
    shown = page(reader.get(f"/partenaires/{epf.id}-{epf.slug}")).main
    assert "a fermé le 31 janvier 2026" in " ".join(shown.get_text(" ").split())
    assert shown.find("a", string=heir.name)["href"] == f"/partenaires/{heir.id}-{heir.slug}"
    assert epf.name not in reader.get("/partenaires/").text
    assert epf.name not in page(reader.get("/recherche?q=Vallées")).main.get_text()
    told = page(browser.get(f"/partenaires/{epf.id}/historique"))
    assert "Fermée depuis le 31 janvier 2026" in told.find("ins").get_text()
    browser.post(f"/partenaires/{epf.id}/rouvrir")
    assert epf.name in reader.get("/partenaires/").text
    assert "Réouverture" in page(browser.get(f"/partenaires/{epf.id}/historique")).main.get_text()


def test_the_history_tells_who_changed_what(make, sign_in, epf):
    editor = make.partner(epf)
    browser = sign_in(editor)
    said = {"name": epf.name, "summary": "Elle porte le foncier.", "type_id": epf.type_id, "version": 1}
    browser.post(f"/partenaires/{epf.id}/modifier", data=said)
    browser.post(f"/partenaires/{epf.id}/territoires", data={"covers_france": "y", "version": 2})
    shown = page(browser.get(f"/partenaires/{epf.id}/historique"))
    assert "France entière" in shown.find("ins").get_text()
    assert editor.full_name in shown.main.get_text()
    assert len(shown.select("ol.lc-contents li")) == 3
    before = page(browser.get(f"/partenaires/{epf.id}/historique?version=2"))
    assert "Elle porte le foncier" in before.find("ins").get_text()


def test_what_staff_change_goes_to_the_journal_and_what_editors_change_does_not(make, sign_in, epf):
    admin = make.member("Adèle", role="administrator")
    for who, number in ((make.partner(epf), 1), (admin, 2)):
        said = {"name": epf.name, "summary": f"Texte {number}", "type_id": epf.type_id, "version": number}
        sign_in(who).post(f"/partenaires/{epf.id}/modifier", data=said)
    entry = database.session.query(JournalEntry).one()
    assert (entry.actor_id, entry.act) == (admin.id, "organisation.edit")


def test_members_never_see_the_mail_of_who_asks(make, sign_in, epf):
    lise = make.member("Lise", email="lise@essai.example")
    database.session.add(OrganisationClaim(organisation_id=epf.id, author_id=lise.id, function="x", proof="secret"))
    database.session.commit()
    for who in (make.member(), make.partner(epf), make.referent("36")):
        assert sign_in(who).get("/partenaires/demandes/1").status_code == 404
    assert database.session.get(Member, lise.id).role == "member"
