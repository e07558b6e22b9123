"""From commune to commune: taking up, saying whether it was useful, writing together, asking a year later."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from club import clock
from club.experiences import usefulness
from club.experiences.models import Adoption
from club.extensions import db as database
from tests.experiences.test_states import told


@pytest.fixture
def valencay(make):
    make.commune("36228", "Valençay", slug="valencay")
    return make.member("Léo", commune="36228")


@pytest.fixture
def chabris(make):
    make.commune("36034", "Chabris")
    return make.member("Zoé", commune="36034")


def take_up(browser, experience, commune, **more):
    said = {"commune_code": commune, "progress": "doing", "note": "Avec un marché de nuit", "own_id": "0"} | more
    return browser.post(f"/experiences/{experience.id}/je-m-en-inspire", data=said)


def page(browser, experience):
    return BeautifulSoup(browser.get(f"/experiences/{experience.id}-{experience.slug}").text, "lxml")


def test_the_chain_goes_from_commune_to_commune_both_ways(make, sign_in, author, valencay, chabris, work):
    first = make.experience(author)
    own = make.experience(valencay, "Deux soirs à Valençay")
    leo, zoe = sign_in(valencay), sign_in(chabris)
    assert take_up(leo, first, "36228", own_id=str(own.id)).status_code == 302
    assert take_up(zoe, own, "36034", progress="planned", note="").status_code == 302
    lines = page(zoe, first).select("#lignee li")
    assert [line.find("b").get_text() for line in lines] == ["Levroux", "Valençay", "Chabris"]
    assert lines[2].parent.parent is lines[1]
    assert "En cours\u202f: Avec un marché de nuit" in lines[1].get_text()
    assert "Deux soirs à Valençay" in lines[1].get_text()
    assert first.title in page(zoe, own).select_one("#lignee").get_text()
    assert "Reprise par 1 commune" in page(zoe, first).get_text()
    ideas = BeautifulSoup(zoe.get("/communes/36228-valencay").text, "lxml")
    said = ideas.select_one("section[aria-labelledby=titre-reprises]").get_text()
    assert "Valençay s’inspire de Levroux" in said
    assert "Chabris s’inspire de Valençay" in said
    work()
    assert told(author) == ["Valençay s’inspire de votre expérience « La halle rouverte trois soirs par semaine »"]


def test_one_declaration_a_commune_that_can_be_changed_and_taken_back(make, sign_in, author, valencay, work):
    first, leo = make.experience(author), sign_in(valencay)
    colleague = sign_in(make.member("Eva", commune="36228"))
    take_up(leo, first, "36228")
    take_up(colleague, first, "36228", progress="done", note="Ouverte en mai")
    adoption = database.session.query(Adoption).one()
    assert (adoption.progress, adoption.note, first.adoptions_count) == ("done", "Ouverte en mai", 1)
    work()
    assert len(told(author)) == 1
    leo.post(f"/experiences/{first.id}/je-ne-m-en-inspire-plus", data={"commune_code": "36228"})
    assert database.session.query(Adoption).count() == first.adoptions_count == 0


def test_nobody_declares_for_the_commune_of_others_nor_takes_up_their_own(make, sign_in, author, valencay, chabris):
    first = make.experience(author)
    assert take_up(sign_in(valencay), first, "36034").status_code == 200
    assert take_up(sign_in(author), first, "36093").status_code == 409
    take_up(sign_in(chabris), first, "36034")
    sign_in(valencay).post(f"/experiences/{first.id}/je-ne-m-en-inspire-plus", data={"commune_code": "36034"})
    assert database.session.query(Adoption).one().commune_code == "36034"


def test_a_draft_that_takes_up_shows_nowhere(make, sign_in, author, valencay, chabris):
    first, draft = make.experience(author), make.experience(valencay, "Mon brouillon secret", published=False)
    take_up(sign_in(valencay), first, "36228", own_id=str(draft.id))
    assert "Mon brouillon secret" not in page(sign_in(chabris), first).get_text()


def test_a_reader_says_whether_it_was_useful_and_authors_read_the_word(make, sign_in, author, valencay, work):
    first, leo = make.experience(author), sign_in(valencay)
    address = f"/experiences/{first.id}/utile"
    leo.post(address, data={"answer": "peu", "word": ""})
    leo.post(address, data={"answer": "oui", "word": "Le bail type m’a servi."})
    assert first.useful_count == 1
    work()
    assert told(author) == ["Un mot d’un lecteur sur « La halle rouverte trois soirs par semaine »"]
    assert "Le bail type m’a servi." in page(sign_in(author), first).get_text()
    assert "Le bail type m’a servi." not in page(sign_in(make.member()), first).get_text()
    assert leo.post(address, data={"answer": "peut-être"}).status_code == 409
    assert sign_in(author).post(address, data={"answer": "oui"}).status_code == 403


def test_a_coauthor_writes_and_appears_after_a_yes_only(make, sign_in, author, valencay, work):
    draft = make.experience(author, "La halle", published=False)
    leo, ines, url = sign_in(valencay), sign_in(author), f"/experiences/{draft.id}"
    assert leo.get(f"{url}-experience").status_code == 404
    ines.post(f"{url}/co-auteurs", data={"name": valencay.full_name})
    work()
    assert told(valencay) == [f"{author.full_name} vous propose d’écrire ensemble « La halle »"]
    assert "vous propose d’écrire ensemble" in leo.get(f"{url}-experience").text
    assert leo.get(f"{url}/modifier").status_code == 403
    assert valencay.full_name not in page(sign_in(make.referent("36")), draft).get_text()
    leo.post(f"{url}/co-auteurs/repondre", data={"answer": "oui"})
    work()
    assert told(author) == [f"{valencay.full_name} écrit maintenant avec vous « La halle »"]
    step = {"context": "Écrit par Léo.", "actions": "", "calendar": "", "version": draft.version, "go": "next"}
    assert leo.post(f"{url}/modifier/2", data=step).status_code == 302
    assert valencay.full_name in page(ines, draft).get_text()
    ines.post(f"{url}/co-auteurs/retirer", data={"member_id": valencay.id})
    assert leo.get(f"{url}-experience").status_code == 404


def test_a_refusal_says_nothing_and_shuts_the_draft_again(make, sign_in, author, valencay, work):
    draft = make.experience(author, "La halle", published=False)
    leo, ines, url = sign_in(valencay), sign_in(author), f"/experiences/{draft.id}"
    ines.post(f"{url}/co-auteurs", data={"name": valencay.email})
    leo.post(f"{url}/co-auteurs/repondre", data={"answer": "non"})
    work()
    assert told(author) == []
    assert leo.get(f"{url}-experience").status_code == 404
    assert valencay.full_name not in ines.get(f"{url}/co-auteurs").text
    assert "n’est pas un membre" in ines.post(f"{url}/co-auteurs", data={"name": "Personne Dutout"}).text


def test_a_year_later_the_authors_are_asked_once_and_answer_in_one_gesture(make, sign_in, author, work):
    old, young = make.experience(author, "Ancienne"), make.experience(author, "Jeune")
    old.checked_at, young.checked_at = clock.now() - timedelta(days=366), clock.now() - timedelta(days=300)
    database.session.commit()
    assert [usefulness.ask_whether_it_holds(), usefulness.ask_whether_it_holds()] == [1, 0]
    work()
    assert told(author) == ["Votre expérience « Ancienne » est-elle toujours valable ?"]
    ines = sign_in(author)
    assert "toujours valable" in page(ines, old).get_text()
    ines.post(f"/experiences/{old.id}/toujours-valable")
    assert old.asked_at is None
    assert old.checked_at > clock.now() - timedelta(minutes=5)
    assert "Un an a passé" not in page(ines, old).get_text()
