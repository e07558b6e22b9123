"""The pages of communes, partners and people, each seen by who works there: wide by day and at 360 px by night."""

import pytest

from tests.browser.test_every_page import look

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]  # many pages a test

LEVROUX, EPF = "/communes/36093-levroux", "/partenaires/1"
PLACES = (
    *("/communes/36208", f"{LEVROUX}/jumelles", f"{LEVROUX}/qui-appeler", "/communes/36228/qui-appeler"),
    *("/carte/?figure=membres&tri=membres", "/departements/36-indre", "/regions/24", "/epci/243600327"),
    *("/departements/15", "/listes-de-communes/", "/listes-de-communes/1"),
    *(f"{EPF}-epf", "/partenaires/27", "/partenaires/proposer", "/partenaires/30/tenir", "/partenaires/?commune=36093"),
)
PROJECT = (
    *(f"{LEVROUX}/modifier", f"{LEVROUX}/modifier/etape", f"{LEVROUX}/modifier/axes", f"{LEVROUX}/actions/nouvelle"),
    *("/communes/actions/1/modifier", f"{LEVROUX}/documents", f"{LEVROUX}/historique"),
    *("/mises-en-relation/", "/mises-en-relation/?onglet=closes", "/mises-en-relation/2", "/mises-en-relation/2/clore"),
    "/mises-en-relation/nouvelle?offre=1&commune=36093",
    *("/membres/?q=halle", "/membres/36", "/entraide/?theme=3", "/entraide/2/demander", "/entraide/1/modifier"),
    *("/entraide/echanges/1", "/entraide/echanges/2", "/entraide/echanges/3", "/passations/", "/passations/nouvelle"),
)
LEAVING = (
    "/passations/",
    "/passations/3",
    "/passations/3/modifier",
    "/passations/3/successeur",
    "/passations/3/partir",
)
ARRIVED = ("/passations/", "/passations/1/recu", "/entraide/mes-echanges")
CARD = (
    *(f"{EPF}/modifier", f"{EPF}/territoires", f"{EPF}/offres", f"{EPF}/offres/nouvelle", f"{EPF}/contacts"),
    *("/partenaires/offres/1/modifier", "/partenaires/contacts/1/modifier", f"{EPF}/contacts/nouveau"),
    *(f"{EPF}/historique", f"{EPF}/fermer", "/listes-de-communes/nouvelle", "/mises-en-relation/1"),
    *("/ressources/imports", "/ressources/imports/nouveau", "/ressources/imports/1"),
)
TERRITORY = (
    *("/departements/36/couverture", "/departements/36/couverture/19", "/departements/36/couverture/5?commune=36093"),
    *("/departements/36-indre", "/departements/36-indre/communes-silencieuses", "/passations/"),
    *("/passations/declarer/36", "/partenaires/a-examiner", "/partenaires/43/decider", "/partenaires/?departement=36"),
)
TEAM = (
    *("/partenaires/demandes/1", "/partenaires/43/decider", "/partenaires/41/reunir", "/partenaires/a-examiner"),
    *("/listes-de-communes/1/modifier", "/regions/24", "/regions/24/communes-silencieuses", "/passations/"),
    *("/partenaires/imports", "/partenaires/imports/nouveau", "/partenaires/imports/1", "/partenaires/1/historique"),
)
WATCH = ("/moderation/", "/moderation/a-relire", "/ressources/a-relire", "/partenaires/1", "/entraide/1", LEVROUX)
SEEN = {
    "member-places": ("levroux@club.example", PLACES[::2]),
    "member-cards": ("levroux@club.example", PLACES[1::2]),
    "member-project": ("levroux@club.example", PROJECT),
    "leaving": ("valencay@club.example", LEAVING),
    "arrived": ("camille.dupuy@villedieu.example", ARRIVED),
    "partner": ("partenaire.epf@club.example", CARD),
    "referent": ("referente.indre@club.example", TERRITORY),
    "moderator": ("moderation@club.example", WATCH),
    "administrator": ("admin@club.example", TEAM),
}


@pytest.mark.parametrize("who", SEEN)
def test_pages_of_communes_partners_and_people(visit, who):
    email, pages = SEEN[who]
    person = visit()
    person.sign_in(email)
    look(person, pages, who)
