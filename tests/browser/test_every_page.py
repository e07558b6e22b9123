"""Every page looked at by axe, wide and at 360 px, light and dark; no request elsewhere, no console error."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]  # many pages a test

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
    *(
        "/forum/nouveau-sujet",
        "/forum/en-attente",
        "/forum/sujets/3",
        "/forum/sujets/3/proches",
        "/forum/sujets/8",
        "/forum/ce-que-je-suis",
    ),
    *("/experiences/", "/experiences/nouvelle", "/ressources/", "/communes/", "/communes/36093-levroux"),
    *("/parcours/", "/parcours/?onglet=miens", "/parcours/nouveau", "/parcours/2/modifier", "/parcours/2/supprimer"),
    *("/parcours/1", "/parcours/ajouter/1", "/parcours/1-monter-son-ort/imprimer"),
    *(
        "/communes/?q=zzzz",
        "/ressources/gardees",
        "/ressources/1/erreur",
        "/ressources/1/corriger",
        "/ressources/1/garder/note",
    ),
    "/ressources/?q=opah+zinc&departement=37",
    *("/ressources/demandes", "/ressources/demandes/1", "/ressources/demandes/nouvelle?q=bail"),
    *("/aides/", "/aides/?ouvertes=1&etat=fermee&q=halle", "/aides/pour/36093-levroux", "/aides/pour/?commune=zzz"),
    *("/aides/recherches", "/aides/recherches/1"),
    *("/aides/calendrier", "/aides/28", "/aides/28/declarer", "/aides/declarations"),
    *(
        "/aides/plans",
        "/aides/plans/1",
        "/aides/plans/1/modifier",
        "/aides/plans/nouveau?aide=28",
        "/aides/plans?aide=28",
    ),
    *("/membres/?tri=proches", "/entraide/", "/entraide/1", "/entraide/proposer", "/entraide/mes-echanges"),
    *("/membres/", "/partenaires/", "/recherche", "/recherche?q=halle", "/recherche?q=haalle", "/recherche?q=xyzxyz"),
    *("/notifications/", "/profil", "/compte", "/compte/mot-de-passe", "/compte/courriels", "/compte/fermer"),
    "/bienvenue",
    "/profil/portee",
    "/membres/?jumelles=1",
    *("/epci/243600293-cc-levroux-boischaut-champagne", "/regions/24-centre-val-de-loire"),
)
PARTNER = ("/ressources/nouvelle", "/ressources/mes-brouillons", "/aides/nouvelle", "/aides/mes-brouillons",
           "/ressources/a-verifier", "/ressources/a-verifier?vue=corrections", "/ressources/a-verifier?vue=liens",
           "/ressources/corrections/1",
           "/partenaires/1/portee")  # fmt: skip
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
    *("/administration/journal", "/administration/courriels", "/administration/recherches", "/partenaires/nouveau"),
    *("/partenaires/imports", "/partenaires/imports/nouveau", "/partenaires/imports/1"),
    *("/moderation/signaler/post/3", "/moderation/masquer/post/3", "/brouillons/"),
    *("/administration/membres/5/role", "/administration/membres/5/suspendre", "/partenaires/1/fermer"),
    *(f"/experiences/1/modifier/{step}" for step in range(2, 6)),
    *("/ressources/1/modifier", "/ressources/1/historique", "/ressources/1/archiver"),
    "/membres/exporter?departement=36",
    "/departements/36/couverture/17",
    *("/departements/36-indre/communes-silencieuses", "/partenaires/proposer?departement=36&besoin=17"),
)
FIRST = {"/forum/": "main h3 a", "/experiences/": "main h3 a, main h2 a", "/ressources/": "main h3 a, main h2 a",
         "/aides/": "main h3 a",
         "/membres/": "main h3 a", "/partenaires/": "main h3 a"}  # fmt: skip
WAYS = ((1280, "light"), (360, "dark"))


ABSENT = ("/une-page-absente", "/nouveau-mot-de-passe/mort")


def look(person, paths, name):
    for number, path in enumerate(paths):
        answer = person.page.goto(person.site.url + path)
        assert answer.status == (404 if path in ABSENT else 200), path
        look_both_ways(person, f"{name}-{number:02}")


def look_both_ways(person, name):
    """The same page on a desk by day and on a phone by night, from the one that the last page was left in."""
    is_narrow = person.page.viewport_size["width"] == WAYS[-1][0]
    for width, scheme in reversed(WAYS) if is_narrow else WAYS:
        person.page.set_viewport_size({"width": width, "height": 900})
        person.page.emulate_media(color_scheme=scheme)
        person.check(f"{name}-{scheme}")


def test_public_pages(visit):
    look(visit(), PUBLIC, "public")


@pytest.mark.parametrize("half", [0, 1])  # two workers share them
def test_pages_of_members(visit, half):
    person = visit()
    person.sign_in("levroux@club.example")
    look(person, MEMBER[half::2], f"member-{half}")
    for number, (path, target) in enumerate(list(FIRST.items())[half::2]):
        person.open(path)
        person.page.locator(target).first.click()
        person.page.wait_for_load_state()
        look_both_ways(person, f"thing-{half}-{number}")


def test_pages_of_partners_and_staff(visit):
    partner, staff = visit(), visit()
    partner.sign_in("partenaire.epf@club.example")
    look(partner, PARTNER, "partner")
    staff.sign_in("admin@club.example")
    look(staff, STAFF, "staff")
    for path in ("/moderation/", "/administration/demandes", "/administration/membres"):
        staff.open(path)
        staff.page.locator("main tbody a, main li a").first.click()
        staff.page.wait_for_load_state()
        look_both_ways(staff, f"staff-thing{path.replace('/', '-')}")


def test_a_list_in_a_message_shows_its_bullets(visit):
    person = visit()
    person.sign_in("levroux@club.example")
    person.open("/forum/sujets/3")
    bullets = "list => getComputedStyle(list).listStyleType"
    assert person.page.locator(".lc-message .lc-prose ul").first.evaluate(bullets) == "disc"


def test_who_waits_sees_one_page(visit):
    person = visit()
    person.enter("attente@club.example")
    assert person.page.url.endswith("/attente")
    person.check("waiting")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_judge_refuses_what_is_wrong(visit, scripts):
    """Asked again on a page that it has already accepted, it looks at what the page has become."""
    person = visit(javascript=scripts)
    person.open("/connexion")
    person.check("judged")
    wrongs = {
        "<button></button>": "button-name",
        f"<pre>{'x' * 5000}</pre>": "px too wide",
        "<p>pale</p>": "color-contrast",
    }
    for wrong, said in wrongs.items():
        person.page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", wrong)
        if said == "color-contrast":
            person.page.evaluate("document.querySelector('main').lastElementChild.style.color = '#c4c4c4'")
        with pytest.raises(AssertionError, match=said):
            person.check("judged")
        person.page.evaluate("document.querySelector('main').lastElementChild.remove()")
        person.check("judged")
