"""Two cards of one organisation become one: what moves, what stays, where the old address and name lead."""

from datetime import date

import pytest
from sqlalchemy import select

from club import clock
from club.directory import merging
from club.directory.models import Coverage, Offer, OrganisationContact
from club.extensions import db as database
from club.funding.models import AidFunder
from club.funding.searches import AidSearch
from club.handover.models import HandoverThing
from club.journal import JournalEntry
from club.library.models import ResourcePartner
from club.members.models import Organisation
from club.reach.models import ReachCell
from tests.directory.test_life import card, page


@pytest.fixture
def double(make, epf):
    """Another card of the same organisation, with something of each kind."""
    gone = make.organisation("E.P.F. Deux Vallées", siren="732829320", website="https://epf.example")
    for organisation in (epf, gone):
        database.session.add(
            Coverage(organisation_id=organisation.id, scope="departement", code="36", label="Indre (36)")
        )
    database.session.add(Coverage(organisation_id=gone.id, scope="france", code="", label="France entière"))
    editor = make.partner(gone)
    make.offer(gone), make.contact(gone)
    guide = make.resource(editor)
    shared = make.resource(make.partner(make.organisation("Agence")))
    aid = make.aid(editor)
    database.session.add_all(ResourcePartner(resource_id=shared.id, organisation_id=one.id) for one in (epf, gone))
    database.session.add_all(AidFunder(aid_id=aid.id, organisation_id=one.id) for one in (epf, gone))
    database.session.commit()
    return gone, editor, guide, aid


def test_merged_cards_are_one_with_all_that_pointed_to_them(make, sign_in, epf, staff, double):
    gone, editor, guide, aid = double
    browser, address = sign_in(staff), f"/partenaires/{gone.id}/reunir"
    shown = page(browser.post(address, data={"into": epf.name})).main.get_text(" ").replace("\xa0", " ")
    for words in ("1 offre", "1 contact", "1 ressource", "2 territoires", "1 membre", "1 aide tenue"):
        assert words in shown.replace("\u202f", " ")
    assert gone.standing == "listed"
    done = browser.post(address, data={"into": epf.name, "confirmed": "1"})
    assert done.headers["Location"] == f"/partenaires/{epf.id}-{epf.slug}"
    for one in (gone, epf, guide, aid, editor):
        database.session.refresh(one)
    assert (gone.standing, gone.merged_into_id) == ("merged", epf.id)
    assert {one.organisation_id for one in (guide, aid, editor)} == {epf.id}
    assert (epf.siren, epf.website) == ("732829320", "https://epf.example")
    for model in (Offer, OrganisationContact, Coverage, ResourcePartner, AidFunder):
        assert {one.organisation_id for one in database.session.query(model)} == {epf.id}
    assert {one.scope for one in database.session.query(Coverage)} == {"departement", "france"}
    assert database.session.query(Coverage).count() == 2
    reader = sign_in(make.member())
    old = reader.get(f"/partenaires/{gone.id}-{gone.slug}", follow_redirects=True)
    assert old.request.path == f"/partenaires/{epf.id}-{epf.slug}"
    assert gone.name not in reader.get("/partenaires/").text
    assert gone.name not in page(reader.get("/recherche?q=Vallées")).main.get_text()
    entry = database.session.query(JournalEntry).filter_by(act="organisation.merge").one()
    assert (entry.thing_id, entry.after["merged_into"]) == (str(gone.id), epf.id)
    assert browser.post(address, data={"into": epf.name, "confirmed": "1"}).status_code == 409


def test_a_card_that_looks_like_it_is_one_gesture_away(make, sign_in, epf, staff):
    gone = make.organisation(f"{epf.name}, antenne")
    database.session.commit()
    browser, address = sign_in(staff), f"/partenaires/{epf.id}/reunir"
    offered = page(browser.get(address)).main.select("li form")
    assert [one.select_one("[name=into]")["value"] for one in offered] == [gone.name]
    told = page(browser.post(offered[0]["action"], data={"into": gone.name})).main.get_text(" ", strip=True)
    assert f"«\u00a0{epf.name}\u00a0» rejoint «\u00a0{gone.name}\u00a0»" in told


def test_nothing_of_the_base_points_to_a_card_that_was_merged(make, sign_in, epf, staff, double):
    """Whatever feature adds a column that points to an organisation: it moves too."""
    gone = double[0]
    sign_in(staff).post(f"/partenaires/{gone.id}/reunir", data={"into": epf.name, "confirmed": "1"})
    left = [
        f"{table.name}.{column.name}"
        for table, column in merging.pointers()
        if database.session.execute(select(table).where(column == gone.id)).first()
    ]
    assert left == []


# What names a thing by its kind and number, and does not follow a card: why.
LEFT = {
    "digest_item": "topics only",
    "journal_entry": "the journal never changes",
    "link_use": "resources and aids only",
    "notification": "its line leads to the old address, which leads to the kept card",
    "reach_cell": "added to the cells of the kept card (club/reach/merging.py)",
    "reach_count": "resources and experiences only",
    "related": "found anew by the worker, as the search index changes",
    "related_done": "found anew by the worker, as the search index changes",
    "search_document": "the card that goes leaves the index",
    "topic": "topics are about experiences only",
    "watch": "themes and territories only",
}


def test_whatever_names_a_card_by_its_kind_and_number_follows_or_is_known_to_stay():
    """A new table of things by kind is put in one list or in the other."""
    keys = {"key", "thing_id", "subject_id", "about_id", "other_key", "reference"}
    kinds = {"kind", "thing_kind", "subject_kind", "about_kind", "other_kind"}
    found = set()
    for table in database.metadata.sorted_tables:
        names = {column.name for column in table.columns}
        if names & kinds and names & keys and table.name not in {"letter", "stored_file"}:
            found.add(table.name)
    assert found - {"former_name", "epci", "commune"} == merging.NAMED.keys() | LEFT.keys()


def test_figures_choices_and_searches_follow_the_kept_card(make, sign_in, epf, staff, double):
    gone, editor, *_ = double
    may, june = date(2026, 5, 1), date(2026, 6, 1)
    for id, month, communes, number in ((gone.id, may, 4, 10), (epf.id, may, 3, 5), (gone.id, june, 3, 7)):
        cell = {"kind": "organisation", "gesture": "view", "departement_code": "36"}
        database.session.add(ReachCell(thing_id=id, month=month, communes=communes, number=number, **cell))
    leader = make.leader("Ana")
    handover = make.handover(leader)
    for key in (gone.id, epf.id):
        chosen = {"kind": "contacts", "key": str(key), "fate": "transmettre", "title": "x", "url": "/"}
        database.session.add(HandoverThing(handover_id=handover.id, chosen_by_id=leader.id, at_version=1, **chosen))
    for author, of in ((leader, gone.id), (editor, gone.id), (editor, epf.id), (leader, f"{gone.id}9")):
        database.session.add(AidSearch(author_id=author.id, name="x", query=f"financeur={of}&q=halle", rhythm="jamais"))
    database.session.commit()
    sign_in(staff).post(f"/partenaires/{gone.id}/reunir", data={"into": epf.name, "confirmed": "1"})
    database.session.expire_all()
    cells = database.session.query(ReachCell).order_by(ReachCell.month)
    assert [(one.thing_id, one.communes, one.number) for one in cells] == [(epf.id, 4, 15), (epf.id, 3, 7)]
    assert [one.key for one in database.session.query(HandoverThing)] == [str(epf.id)]
    asked = {(one.author_id, one.query) for one in database.session.query(AidSearch)}
    assert asked == {
        (leader.id, f"financeur={epf.id}&q=halle"),
        (editor.id, f"financeur={epf.id}&q=halle"),
        (leader.id, f"financeur={gone.id}9&q=halle"),
    }


def test_a_former_name_still_finds_the_kept_card(make, sign_in, epf, staff, double):
    gone = double[0]
    browser = sign_in(staff)
    browser.post(f"/partenaires/{gone.id}/reunir", data={"into": epf.name, "confirmed": "1"})
    child = make.organisation("Antenne")
    said = {"name": "Antenne", "summary": "x", "type_id": child.type_id, "version": 1, "parent": gone.name}
    sign_in(make.partner(child)).post(f"/partenaires/{child.id}/modifier", data=said)
    assert child.parent_id == epf.id


def test_initials_that_several_organisations_share_are_refused_and_a_name_comes_before_them(make, sign_in, epf):
    indre, cher = (make.organisation(f"Conseil du {place}", acronym="CAUE") for place in ("36", "18"))
    browser, address = sign_in(make.partner(epf)), f"/partenaires/{epf.id}/modifier"
    said = card(epf, name=epf.name, version=1)
    wrong = page(browser.post(address, data=said | {"parent": "caue"}))
    assert "désigne plusieurs organisations" in wrong.find(id="parent-erreur").get_text()
    cher.acronym = indre.name
    database.session.commit()
    browser.post(address, data=said | {"parent": indre.name})
    assert epf.parent_id == indre.id


def test_a_card_is_not_merged_with_itself(sign_in, epf, staff):
    answer = page(sign_in(staff).post(f"/partenaires/{epf.id}/reunir", data={"into": epf.name}))
    assert "C’est cette fiche-ci" in answer.find(id="into-erreur").get_text()


def test_each_of_two_merged_cards_keeps_its_own_history_and_the_kept_one_tells_the_merge(
    make, sign_in, epf, staff, double
):
    gone = double[0]
    for one in (epf, gone):
        said = {"name": one.name, "summary": "Elle porte le foncier.", "type_id": one.type_id, "version": 1}
        sign_in(make.partner(one)).post(f"/partenaires/{one.id}/modifier", data=said)
    browser = sign_in(staff)
    browser.post(f"/partenaires/{gone.id}/reunir", data={"into": epf.name, "confirmed": "1"})
    shown = page(browser.get(f"/partenaires/{epf.id}/historique"))
    assert [one.get_text().split()[1] for one in shown.select("ol.lc-contents li")] == ["3", "2", "1"]
    assert f"Réunie avec « {gone.name} »" in shown.main.get_text()
    assert "France entière" in shown.find("ins").get_text()
    former = page(browser.get(f"/partenaires/{gone.id}/historique"))
    assert len(former.select("ol.lc-contents li")) == 2


def test_a_merge_never_makes_a_card_a_part_of_itself(make, sign_in, epf, staff):
    gone, between = make.organisation("E.P.F."), make.organisation("Antenne")
    between.parent_id, epf.parent_id = gone.id, between.id
    database.session.commit()
    sign_in(staff).post(f"/partenaires/{gone.id}/reunir", data={"into": epf.name, "confirmed": "1"})
    database.session.expire_all()
    assert (between.parent_id, epf.parent_id) == (epf.id, None)


def test_nothing_is_put_into_a_closed_card(make, sign_in, epf, staff):
    former, gone = make.organisation("Ancien nom"), make.organisation("E.P.F.")
    merging.merge(former, epf, by=staff)
    epf.closed_on = clock.today()
    database.session.commit()
    said = {"into": former.name, "confirmed": "1"}
    assert sign_in(staff).post(f"/partenaires/{gone.id}/reunir", data=said).status_code == 409
    assert gone.standing == "listed"


def test_who_proposed_a_card_that_was_there_already_learns_it(make, sign_in, epf, staff, told):
    ana = make.member("Ana")
    sign_in(ana).post("/partenaires/proposer", data=card(epf))
    new = database.session.query(Organisation).filter_by(name="Foncière des halles").one()
    sign_in(staff).post(f"/partenaires/{new.id}/reunir", data={"into": epf.name, "confirmed": "1"})
    titles = [title for title, _ in told(ana)]
    assert titles == ["« Foncière des halles » était déjà dans l’annuaire : les deux fiches sont réunies"]
