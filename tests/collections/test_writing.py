"""A collection is made, filled from the pages of resources, put in order, shared, recommended."""

import pytest
from bs4 import BeautifulSoup

from club.collections.models import Collection, CollectionStep
from club.extensions import db as database
from club.journal import JournalEntry
from club.search.models import SearchDocument


def only():
    database.session.expire_all()
    return database.session.query(Collection).one()


def ids(collection):
    steps = database.session.query(CollectionStep).filter_by(collection_id=collection.id)
    return [step.id for step in steps.order_by(CollectionStep.position)]


def shown(answer):
    return [title.get_text() for title in BeautifulSoup(answer.text, "lxml").select(".lc-path__title")]


def mistake(answer, field):
    return BeautifulSoup(answer.text, "lxml").find(id=f"{field}-erreur").get_text()


@pytest.fixture
def guides(make):
    editor = make.partner(make.organisation("Établissement des Deux Vallées"))
    return [make.resource(editor, f"Guide {letter}") for letter in "ABC"]


def form(collection, **more):
    steps = {}
    for index, step_id in enumerate(ids(collection)):
        steps |= {f"steps-{index}-number": step_id, f"steps-{index}-why": f"Mot {index}"}
    return {"title": "Monter son ORT", "intro": "", "sharing": "prive", "version": collection.version} | steps | more


def test_a_collection_is_made_once_with_its_introduction_rendered(make, sign_in):
    browser = sign_in(make.member())
    typed = {"title": " Ma première  semaine ", "intro": "Lire **dans l’ordre**.", "sharing": "partage",
             "submission": "une-cle"}  # fmt: skip
    first = browser.post("/parcours/nouveau", data=typed)
    assert browser.post("/parcours/nouveau", data=typed).location == first.location
    assert (only().title, only().intro_html) == ("Ma première semaine", "<p>Lire <strong>dans l’ordre</strong>.</p>")
    assert "Ce parcours n’a pas encore d’étape." in browser.get(first.location).text
    assert mistake(browser.post("/parcours/nouveau", data={"intro": "x"}), "title") == "Donnez un titre à ce parcours."


def test_resources_join_from_their_page_and_only_once(make, sign_in, guides):
    member = make.member()
    browser = sign_in(member)
    add = f"/parcours/ajouter/{guides[0].id}"
    page = BeautifulSoup(browser.get(f"/ressources/{guides[0].id}-ressource").text, "lxml")
    assert page.find("a", string="Ajouter à un parcours")["href"] == add
    assert "nouveau parcours" in mistake(browser.post(add, data={"collection_id": "0", "title": " "}), "title")
    made = browser.post(add, data={"collection_id": "0", "title": "À lire", "why": "Le plus clair."})
    browser.post(f"/parcours/ajouter/{guides[1].id}", data={"collection_id": only().id, "why": ""})
    assert shown(browser.get(made.location)) == ["Guide A", "Guide B"]
    assert "Le plus clair." in browser.get(made.location).text
    again = browser.post(add, data={"collection_id": only().id, "why": "Un mot gardé"})
    assert mistake(again, "collection_id") == "Cette ressource est déjà dans ce parcours."
    assert "Un mot gardé" in again.text
    others = make.collection(make.member())
    forged = browser.post(add, data={"collection_id": others.id})
    assert mistake(forged, "collection_id") == "Choisissez dans la liste."


def test_the_order_changes_in_the_form_and_what_is_typed_is_kept(make, sign_in, guides):
    member = make.member()
    collection = make.collection(member, *guides, state="private")
    browser, edit = sign_in(member), f"/parcours/{collection.id}/modifier"
    first, second, last = ids(collection)
    moved = browser.post(edit, data=form(collection, geste=f"monter-{last}"))
    assert moved.location == f"{edit}#etape-{last}"
    assert ids(only()) == [first, last, second]
    assert database.session.get(CollectionStep, last).why == "Mot 2"
    browser.post(edit, data=form(only(), geste=f"monter-{first}"))
    browser.post(edit, data=form(only(), geste=f"descendre-{first}"))
    assert ids(only()) == [last, first, second]
    browser.post(edit, data=form(only(), geste=f"retirer-{second}"))
    assert ids(only()) == [last, first]
    long = browser.post(edit, data=form(only()) | {"steps-0-why": "x" * 501, "geste": f"descendre-{last}"})
    assert mistake(long, "steps-0-why") == "500 caractères au plus."
    assert ids(only()) == [last, first]


def test_the_steps_of_another_collection_are_out_of_reach(make, sign_in, guides):
    member = make.member()
    mine, theirs = make.collection(member, *guides), make.collection(make.member(), *guides)
    browser, before = sign_in(member), ids(theirs)
    for gesture in ("retirer", "descendre"):
        typed = form(mine, geste=f"{gesture}-{before[0]}") | {"steps-0-number": before[0], "steps-0-why": "À moi"}
        browser.post(f"/parcours/{mine.id}/modifier", data=typed)
        database.session.expire_all()
    assert ids(theirs) == before
    assert database.session.get(CollectionStep, before[0]).why == "À lire en 1"


def test_what_changed_meanwhile_gives_both_texts(make, sign_in):
    member = make.member()
    collection = make.collection(member)
    database.session.get_one(Collection, collection.id).intro = "Le texte d’avant"
    answer = sign_in(member).post(
        f"/parcours/{collection.id}/modifier", data=form(collection, version="0", intro="Mon texte")
    )
    assert answer.status_code == 409
    assert "Le texte d’avant" in answer.text
    assert "Mon texte" in answer.text


def test_a_path_stops_at_sixty_steps(make, sign_in, guides):
    member = make.member()
    many = [make.resource(make.partner(), f"Note {number}") for number in range(60)]
    collection = make.collection(member, *many)
    answer = sign_in(member).post(f"/parcours/ajouter/{guides[0].id}", data={"collection_id": collection.id})
    assert mistake(answer, "collection_id") == "60 étapes au plus dans un parcours."


def test_staff_recommends_and_the_list_and_the_search_follow(make, sign_in, guides):
    author = make.member()
    collection = make.collection(author, guides[0], title="Monter son ORT")
    staff, reader = sign_in(make.member(role="moderator")), sign_in(make.member())
    page = f"/parcours/{collection.id}-parcours"

    def is_found():
        return database.session.query(SearchDocument).filter_by(kind="collection", key=str(collection.id)).count() == 1

    assert collection.title not in reader.get("/parcours/").text
    assert reader.get(page).status_code == 200
    staff.post(f"/parcours/{collection.id}/recommander")
    assert "Monter son ORT" in reader.get("/parcours/").text
    assert is_found()
    kept = database.session.query(JournalEntry).filter_by(act="collection.recommend").one()
    assert kept.after == {"recommended": True}
    staff.post(f"/parcours/{collection.id}/ne-plus-recommander")
    assert (only().recommended_at, is_found()) == (None, False)
    staff.post(f"/parcours/{collection.id}/recommander")
    sign_in(author).post(f"/parcours/{collection.id}/modifier", data=form(collection, sharing="prive"))
    assert (only().recommended_at, only().shared_at, is_found()) == (None, None, False)
    assert reader.get(page).status_code == 404


def test_an_empty_collection_is_not_recommended(make, sign_in):
    collection = make.collection(make.member())
    answer = sign_in(make.member(role="moderator")).post(f"/parcours/{collection.id}/recommander")
    assert answer.status_code == 409
    assert "Ajoutez au moins une étape" in answer.text


def test_a_hidden_collection_leaves_the_list_and_comes_back(make, sign_in, guides):
    collection = make.collection(make.member(), guides[0], state="recommended")
    staff, reader = sign_in(make.member(role="moderator")), sign_in(make.member())
    reported = reader.post(f"/moderation/signaler/collection/{collection.id}", data={"reason": "erreur", "note": ""})
    assert reported.status_code == 302
    staff.post(f"/moderation/masquer/collection/{collection.id}", data={"reason": "Publicité."})
    assert collection.title not in reader.get("/parcours/").text
    assert reader.get(f"/parcours/{collection.id}-parcours").status_code == 404
    assert "Publicité." in staff.get(f"/parcours/{collection.id}-parcours").text
    staff.post(f"/moderation/retablir/collection/{collection.id}")
    assert collection.title in reader.get("/parcours/").text


def test_dropping_asks_first_and_leaves_the_resources(make, sign_in, guides):
    member = make.member()
    collection = make.collection(member, *guides, state="recommended")
    browser = sign_in(member)
    assert "Supprimer ce parcours" in browser.get(f"/parcours/{collection.id}/supprimer").text
    browser.post(f"/parcours/{collection.id}/supprimer")
    assert database.session.query(Collection).count() == database.session.query(CollectionStep).count() == 0
    assert browser.get(f"/ressources/{guides[0].id}-ressource").status_code == 200
