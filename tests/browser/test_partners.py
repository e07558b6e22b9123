"""A card claimed by its people, its offer for communes that are no EPCI, the duplicate that joins it."""

import re

import pytest

pytestmark = pytest.mark.browser

# Each way of browsing has its own card and its own person: who keeps a card becomes a partner.
CARDS = {
    True: ("GIP Indre numérique (démonstration)", "helene.bourdin@ardentes.example"),
    False: ("Agence d’attractivité de l’Indre (démonstration)", "stephane.fouquet@deols.example"),
}
COMMUNES = "Ardentes (36)\n36063\nLevroux (36)"  # of two intercommunalities, none of them whole


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_card_is_claimed_says_what_it_offers_and_takes_its_duplicate_in(visit, scripts):
    name, email = CARDS[scripts]
    word = "avec" if scripts else "sans"
    twin, search = f"{name[:-16]}, bureau du Boischaut ({word})", f"Ses aides ({word} script)"
    keeper, staff = visit(javascript=scripts, width=1280 if scripts else 360), visit(javascript=scripts)
    member = visit(javascript=scripts, width=360, dark=True)
    keeper.sign_in(email)
    staff.sign_in("admin@club.example")
    member.sign_in("levroux@club.example")
    card = claim(keeper, name)
    accept(staff, f"demande à tenir « {name} »")
    keeper.enter(email)  # who has a new role enters again
    keeper.page.wait_for_load_state()
    offer = f"Diagnostic des usages, {word} script"
    describe(keeper, card, offer, f"Communes du programme pilote, {word} script")
    is_found_where_it_applies(member, offer)
    double = propose(member, twin)
    accept(staff, twin)
    plan = follow(member, double, twin, search)
    join(staff, double, name)
    assert member.page.goto(member.site.url + double).url.endswith(card)
    member.page.goto(plan)
    member.page.locator("main tbody").get_by_role("link", name=twin).click()
    member.page.get_by_role("heading", level=1, name=name).wait_for()
    member.open("/aides/recherches")
    member.page.get_by_role("link", name=search, exact=True).click()
    member.page.wait_for_load_state()
    assert f"financeur={number(card)}" in member.page.url


def number(path: str) -> str:
    return re.search(r"/partenaires/(\d+)", path)[1]


def claim(keeper, name: str) -> str:
    """From the directory; the form says what it lacks. Returns the address of the card."""
    page = keeper.page
    keeper.open("/partenaires/")
    page.get_by_label("Nom ou mots").fill(name[:-16])
    page.get_by_role("main").get_by_role("button", name="Chercher").click()
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("heading", level=1, name=name).wait_for()
    card = page.url.removeprefix(keeper.site.url)
    page.get_by_role("link", name="J’y travaille : tenir cette fiche").click()
    page.locator("#function").fill("Chargée de mission")
    page.get_by_role("button", name="Envoyer la demande").click()
    keeper.sees("Dites comment l’équipe peut le vérifier.")
    assert page.locator("#function").input_value() == "Chargée de mission"
    keeper.check("claim-mistake")
    page.locator("#proof").fill("Le standard peut vous passer mon poste.")
    page.get_by_role("button", name="Envoyer la demande").click()
    keeper.sees("Votre demande est envoyée à l’équipe du club.")
    return card


def accept(staff, words: str) -> None:
    staff.open("/partenaires/a-examiner")
    staff.page.get_by_role("link", name=re.compile(re.escape(words))).click()
    staff.page.get_by_role("button", name="Répondre").click()
    staff.sees("Choisissez une décision.")
    staff.check("decision-mistake")
    staff.tick("Accepter")
    staff.page.get_by_role("button", name="Répondre").click()
    staff.page.wait_for_url("**/partenaires/a-examiner")


def describe(keeper, card: str, offer: str, places: str) -> None:
    """A list of communes, first with one that is none; an offer that holds there only."""
    page = keeper.page
    keeper.open(card)
    page.get_by_role("link", name="Modifier la fiche").click()
    page.get_by_role("link", name="Territoires").click()
    page.get_by_role("link", name="créez sa liste de communes").click()
    page.locator("#name").fill(places)
    page.locator("#source").fill("Convention du 12 mars 2026")
    page.locator("#places").fill(COMMUNES + "\nNulle-Part (36)")
    page.get_by_role("button", name="Enregistrer la liste").click()
    keeper.sees("Nulle-Part (36)")
    assert page.locator("#name").input_value() == places
    keeper.check("list-mistake")
    page.locator("#places").fill(COMMUNES)
    page.get_by_role("button", name="Enregistrer la liste").click()
    keeper.sees("3 communes.")
    keeper.open(f"/partenaires/{number(card)}/offres")
    page.get_by_role("link", name="Ajouter une offre").click()
    page.locator("#title").fill(offer)
    keeper.tick("Numérique")
    keeper.tick("Gratuit")
    page.locator("#lists").select_option(label=f"{places} (3 communes)")
    keeper.check("offer-of-a-partner")
    page.get_by_role("button", name="Enregistrer l’offre").click()
    page.get_by_role("heading", name=offer).wait_for()
    keeper.check("offers-of-a-partner")


def is_found_where_it_applies(member, offer: str) -> None:
    member.open("/communes/36093/qui-appeler")
    row = member.page.locator("article", has_text=offer).first
    assert "dans une liste de communes" in row.inner_text()
    member.open("/communes/36228/qui-appeler")
    member.sees("Qui appeler pour Valençay")
    assert member.page.get_by_text(offer).count() == 0


def propose(member, name: str) -> str:
    """Somebody does not know that the card is there already. Returns the address of theirs."""
    page = member.page
    member.open("/partenaires/proposer")
    page.locator("#name").fill(name)
    page.locator("#summary").fill("Le même, sous un autre nom.")
    page.get_by_role("button", name="Proposer et dire où elle intervient").click()
    member.sees("L’équipe examine votre proposition")
    page.locator("#departements").select_option(label="Indre (36)")
    page.get_by_role("button", name="Enregistrer les territoires").click()
    page.wait_for_load_state()
    return f"/partenaires/{number(page.url)}"


def follow(member, double: str, name: str, search: str) -> str:
    """A search of its aids that is kept, and a plan that names it. Returns the address of the plan."""
    page = member.page
    member.open(f"/aides/?financeur={number(double)}")
    page.get_by_text("Être prévenu des nouvelles aides de cette recherche").click()
    page.locator("#garder input[name=name]").fill(search)
    page.get_by_role("button", name="Garder cette recherche").click()
    page.wait_for_url("**/aides/recherches*")
    member.open("/aides/plans/nouveau")
    page.locator("#title").fill("Une salle connectée")
    page.get_by_label("Financeur 1").fill(name)
    page.get_by_label("Montant 1 (€)").fill("4 000")
    page.get_by_role("button", name="Enregistrer le plan").click()
    page.get_by_role("heading", level=1, name="Une salle connectée").wait_for()
    return page.url


def join(staff, double: str, name: str) -> None:
    """Chosen, then told what moves, then confirmed."""
    page = staff.page
    staff.open(double)
    page.get_by_role("link", name="Réunir avec une autre fiche").click()
    page.locator("#into").fill("Une organisation que personne ne connaît")
    page.get_by_role("button", name="Voir ce qui sera réuni").click()
    page.locator("#into-erreur").wait_for()
    staff.check("merge-mistake")
    page.locator("#into").fill(name)
    page.get_by_role("button", name="Voir ce qui sera réuni").click()
    staff.sees("1 ligne de plan de financement")
    staff.check("merge")
    page.get_by_role("button", name="Réunir les deux fiches").click()
    staff.sees("Les deux fiches n’en font plus qu’une.")
