"""A hole in the table of a département leads to what fills it: who is nearest, or a new card, its need already said."""

import pytest
from bs4 import BeautifulSoup

from club.directory import gaps
from club.directory.models import Coverage, Offer, OfferTerm, OfferTerritory
from club.extensions import db as database
from club.members.models import Organisation

TABLE = "/departements/36/couverture"


def cover(organisation, scope, code="", label="x"):
    database.session.add(Coverage(organisation_id=organisation.id, scope=scope, code=code, label=label))
    database.session.commit()


def offer(make, organisation, theme):
    made = make.offer(organisation)
    database.session.add(OfferTerm(offer_id=made.id, term_id=theme.id))
    database.session.commit()
    return made


@pytest.fixture
def places(make):
    make.commune()
    make.commune("36228", "Valençay", slug="valencay", epci_siren="200040558")
    make.commune("37001", "Ailleurs", epci_siren="243700499")


@pytest.fixture
def theme(make, places):
    return make.theme("mobilites", "Mobilités")


def rows(answer):
    page = BeautifulSoup(answer.text, "lxml")
    return {one.h3.get_text(strip=True): one.get_text(" ", strip=True) for one in page.select("article.lc-row--plain")}


def links(answer, start):
    return [one["href"] for one in BeautifulSoup(answer.text, "lxml").select(f'a[href^="{start}"]')]


def test_each_hole_of_the_table_leads_to_its_page_and_the_departement_leads_to_the_table(make, sign_in, theme):
    browser = sign_in(make.referent("36"))
    hole = f"{TABLE}/{theme.id}"
    found = links(browser.get(TABLE), hole)
    assert found == [hole, f"{hole}?commune=36093", f"{hole}?commune=36228"]
    for path in found:
        assert browser.get(path).status_code == 200
    assert f'href="{TABLE}"' in browser.get("/departements/36-indre").text
    for other in (make.member(), make.referent("37")):
        assert f'href="{TABLE}"' not in sign_in(other).get("/departements/36-indre").text


def test_a_need_shows_who_works_there_first_those_who_help_with_it_elsewhere(make, sign_in, theme):
    broad, local, expert, gone = (make.organisation(name) for name in ("Large", "Locale", "Experte", "Fermée"))
    for one, scope, code in ((broad, "departement", "36"), (local, "commune", "36093"), (expert, "commune", "36228")):
        cover(one, scope, code)
    cover(gone, "departement", "36")
    gone.closed_on = gone.created_at.date()
    elsewhere = offer(make, expert, theme)
    database.session.add(OfferTerritory(offer_id=elsewhere.id, scope="departement", code="37", label="x"))
    database.session.commit()
    page = sign_in(make.referent("36")).get(f"{TABLE}/{theme.id}")
    assert list(rows(page)) == ["Experte", "Large", "Locale"]
    assert "le propose ailleurs" in rows(page)["Experte"]
    assert "intervient dans 2 de ces communes" in rows(page)["Large"]
    assert "Décrire une offre" not in rows(page)["Large"]
    only = sign_in(make.referent("36")).get(f"{TABLE}/{theme.id}?commune=36093")
    assert list(rows(only)) == ["Large", "Locale"]
    assert "intervient dans cette commune" in rows(only)["Locale"]


def test_a_kind_shows_those_of_the_directory_that_work_nearest(make, sign_in, places):
    far, near = make.organisation("À Tours"), make.organisation("Vers Valençay")
    cover(far, "departement", "37")
    cover(near, "commune", "36228")
    page = sign_in(make.referent("36")).get(f"{TABLE}/{near.type_id}")
    assert list(rows(page)) == ["Vers Valençay", "À Tours"]
    assert "Aucun organisme de ce type n’intervient dans 1 commune du programme" in page.text
    assert links(page, "/partenaires/proposer") == [f"/partenaires/proposer?departement=36&type={near.type_id}"]


def test_the_referent_proposes_what_is_missing_and_the_hole_is_filled(make, sign_in, theme):
    kind = make.term("partner_type", "epf", "Établissement public foncier")
    browser = sign_in(make.referent("36"))
    (propose,) = links(browser.get(f"{TABLE}/{theme.id}"), "/partenaires/proposer")
    card = {"name": "Bus du Boischaut", "type_id": kind.id, "summary": "Des navettes"}
    where = browser.post(propose, data=card).location
    page = BeautifulSoup(browser.get(where).text, "lxml")
    chosen = page.select_one("#departements").select("[selected], [checked]")
    assert [one["value"] for one in chosen] == ["36"]
    what = browser.post(where, data={"departements": "36", "version": "1"}).location
    page = BeautifulSoup(browser.get(what).text, "lxml")
    assert [one["value"] for one in page.select('input[name="themes"][checked]')] == [str(theme.id)]
    said = {"title": "Transport à la demande", "themes": [theme.id], "charge": "free", "contact_id": 0}
    browser.post(what, data=said)
    assert len(gaps.table("36").needs[0].holes(gaps.table("36").communes)) == 2
    made = database.session.query(Organisation).filter_by(name="Bus du Boischaut").one()
    browser.post(f"/partenaires/{made.id}/decider", data={"decision": "accept"})
    database.session.expire_all()
    assert gaps.table("36").needs[0].holes(gaps.table("36").communes) == []
    assert "Rien ne manque ici" in browser.get(f"{TABLE}/{theme.id}").text
    assert browser.get(f"/partenaires/{made.id}/offres/nouvelle").status_code == 200


def test_the_referent_adds_an_offer_to_a_card_that_came_from_the_departement(make, sign_in, theme):
    ours, theirs = (make.organisation(f"Agence {code}", departement_code=code) for code in ("36", "37"))
    for one in (ours, theirs):
        cover(one, "departement", "36")
    browser = sign_in(make.referent("36"))
    page = browser.get(f"{TABLE}/{theme.id}")
    (what,) = links(page, f"/partenaires/{ours.id}/offres/nouvelle")
    assert links(page, f"/partenaires/{theirs.id}/offres") == []
    said = {"title": "Transport à la demande", "themes": [theme.id], "charge": "free", "contact_id": 0}
    assert browser.post(what, data=said).status_code == 302
    made = database.session.query(Offer).one()
    assert browser.get(f"/partenaires/offres/{made.id}/modifier").status_code == 200
    assert browser.post(f"/partenaires/{theirs.id}/offres/nouvelle", data=said).status_code == 403


def test_what_makes_no_sense_is_absent_or_left_aside(make, sign_in, theme):
    browser = sign_in(make.referent("36"))
    assert browser.get(f"{TABLE}/{2**31}").status_code == 404
    assert browser.get(f"{TABLE}/{make.term('function', 'elu', 'Élue').id}").status_code == 404
    assert "Valençay" in browser.get(f"{TABLE}/{theme.id}?commune=xx").text
    odd = "/partenaires/proposer?type=99999&departement=zz&besoin=éé"
    assert browser.get(odd).status_code == 200


def test_a_hole_asks_as_much_for_three_as_for_thirty(make, sign_in, theme, queries):
    browser, counts = sign_in(make.referent("36")), []
    for number in (3, 30):
        for rank in range(number):
            cover(make.organisation(f"Partenaire {number} {rank}"), "departement", "36")
        with queries() as seen:
            assert browser.get(f"{TABLE}/{theme.id}").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8, "\n".join(seen)
