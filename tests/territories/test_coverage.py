"""Where a thing applies, as forms ask it: what was kept is shown again, what is unknown is said beside its field."""

from bs4 import BeautifulSoup

from club.directory.models import Coverage
from club.extensions import db as database
from club.members.models import Organisation


def territories(organisation, **more):
    return {
        "version": organisation.version, "departements": ["36"], "places": "243600293\nLevroux (36)",
    } | more  # fmt: skip


def test_a_card_covers_what_was_chosen_and_typed(make, sign_in):
    make.commune()
    editor = make.partner(make.organisation())
    browser, address = sign_in(editor), f"/partenaires/{editor.organisation_id}/territoires"
    organisation = database.session.get_one(Organisation, editor.organisation_id)
    wrong = browser.post(address, data=territories(organisation, places="Trifouilly"))
    assert "«\u00a0Trifouilly\u00a0»" in BeautifulSoup(wrong.text, "lxml").find(id="places-erreur").get_text()
    assert browser.post(address, data=territories(organisation)).status_code == 302
    kept = {(one.scope, one.code) for one in database.session.query(Coverage)}
    assert kept == {("departement", "36"), ("epci", "243600293"), ("commune", "36093")}
    form = BeautifulSoup(browser.get(address).text, "lxml")
    assert [one["value"] for one in form.select("#departements option[selected]")] == ["36"]
    assert form.find(id="places").get_text().split() == "CC Levroux Boischaut Champagne 36093".split()
