"""Every page looked at by axe, wide and at 360 px, light and dark; no request elsewhere, no console error."""

import pytest

pytestmark = pytest.mark.browser

PUBLIC = (
    "/",
    "/connexion",
    "/inscription",
    "/mot-de-passe-oublie",
    "/mentions-legales",
    "/donnees-personnelles",
    "/conditions",
    "/accessibilite",
    "/plan-du-site",
    "/sources",
    "/une-page-absente",
    "/nouveau-mot-de-passe/mort",
)
MEMBER = (
    *("/", "/forum/", "/forum/?onglet=non-lus", "/forum/?onglet=sans-reponse", "/forum/themes/habitat"),
    "/forum/?etiquette=vacance&territoire=departement-36",
    *("/forum/nouveau-sujet", "/forum/en-attente", "/forum/sujets/3", "/forum/sujets/8", "/forum/ce-que-je-suis"),
    *("/experiences/", "/experiences/nouvelle", "/ressources/", "/communes/", "/communes/36093-levroux"),
    *("/parcours/", "/parcours/?onglet=miens", "/parcours/nouveau", "/parcours/2/modifier", "/parcours/2/supprimer"),
    *("/parcours/1", "/parcours/ajouter/1", "/parcours/1-monter-son-ort/imprimer"),
    *("/communes/?q=zzzz", "/ressources/gardees"),
    *("/aides/", "/aides/?ouvertes=1&etat=fermee&q=halle", "/aides/pour/36093-levroux", "/aides/pour/?commune=zzz"),
    *("/membres/", "/partenaires/", "/recherche", "/recherche?q=halle", "/recherche?q=haalle", "/recherche?q=xyzxyz"),
    *("/notifications/", "/profil", "/compte", "/compte/mot-de-passe", "/compte/courriels", "/compte/fermer"),
    "/bienvenue",
)
PARTNER = ("/ressources/nouvelle", "/ressources/mes-brouillons", "/aides/nouvelle", "/aides/mes-brouillons")
STAFF = (
    *(
        "/forum/annonces",
        "/forum/annonces/nouvelle",
        "/forum/etiquettes-proposees",
        "/moderation/a-relire",
        "/forum/messages/1/historique",
    ),
    *("/forum/sujets/3/ranger", "/forum/sujets/3/reunir?vers=5", "/forum/sujets/3/detacher"),
    *("/moderation/", "/moderation/?etat=traites", "/administration/", "/administration/demandes"),
    *("/administration/invitations", "/administration/invitations/nouvelle", "/administration/membres"),
    *("/administration/journal", "/administration/courriels", "/partenaires/nouveau"),
)
FIRST = {"/forum/": "main h3 a", "/experiences/": "main h3 a, main h2 a", "/ressources/": "main h3 a, main h2 a",
         "/aides/": "main h3 a",
         "/membres/": "main h3 a", "/partenaires/": "main h3 a"}  # fmt: skip
WAYS = pytest.mark.parametrize(("width", "dark"), [(1280, False), (360, True)], ids=["wide-light", "phone-dark"])


def look(person, paths, name):
    for number, path in enumerate(paths):
        person.open(path)
        person.check(f"{name}-{number:02}")


@WAYS
def test_public_pages(visit, width, dark):
    look(visit(width=width, dark=dark), PUBLIC, f"public-{'dark' if dark else 'light'}")


@WAYS
def test_pages_of_members(visit, width, dark):
    person = visit(width=width, dark=dark)
    person.sign_in("levroux@club.example")
    look(person, MEMBER, f"member-{'dark' if dark else 'light'}")
    for number, (path, target) in enumerate(FIRST.items()):
        person.open(path)
        person.page.locator(target).first.click()
        person.check(f"thing-{number}-{'dark' if dark else 'light'}")


@WAYS
def test_pages_of_partners_and_staff(visit, width, dark):
    partner, staff = visit(width=width, dark=dark), visit(width=width, dark=dark)
    partner.sign_in("partenaire.epf@club.example")
    look(partner, PARTNER, f"partner-{'dark' if dark else 'light'}")
    staff.sign_in("admin@club.example")
    look(staff, STAFF, f"staff-{'dark' if dark else 'light'}")
    for path in ("/moderation/", "/administration/demandes", "/administration/membres"):
        staff.open(path)
        staff.page.locator("main tbody a, main li a").first.click()
        staff.check(f"staff-thing{path.replace('/', '-')}{'dark' if dark else 'light'}")


def test_who_waits_sees_one_page(visit):
    person = visit()
    person.sign_in("attente@club.example")
    assert person.page.url.endswith("/attente")
    person.check("waiting")
