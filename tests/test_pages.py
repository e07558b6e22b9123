"""Every page: found by following links as each kind of person, in a fixed number of queries, whatever is asked."""

import re
from collections import Counter
from urllib.parse import quote, urljoin, urlsplit

import pytest
from lxml import html

from club.access import ACCESS
from club.extensions import db as database
from tests.world import World

MOST_PAGES = 120
FIELDS = "//input/@name | //textarea/@name | //select/@name"
PYTHON = pytest.mark.anywhere  # asks the database nothing that another of its kind does not: once is enough
ODD = [
    "\x00",
    "\ud800",
    "9" * 400,
    "-1",
    "' OR 1=1 --",
    "é" * 40 + "e" * 600,
    "1e999",
    *(pytest.param(odd, marks=PYTHON) for odd in ("%00", "<script>alert(1)</script>", "2A004")),
    *(pytest.param(odd, marks=PYTHON) for odd in ("[]", "{{ 7*7 }}", "\u202e")),
]


def named(answer, path: str) -> list[str]:
    """What an XPath finds in a page; nothing in a file."""
    if answer.mimetype != "text/html" or not answer.data.strip():
        return []
    return html.document_fromstring(answer.data, parser=html.HTMLParser(encoding="utf-8")).xpath(path)


def links(answer, at: str) -> list[str]:
    if answer.mimetype != "text/html":  # a feed, a table
        return []
    found = []
    for target in named(answer, "//a/@href"):
        parts = urlsplit(urljoin(f"http://localhost{at}", target))
        if parts.netloc in {"localhost", "club.example"} and parts.scheme in {"http", "https"}:
            found.append(parts.path + (f"?{parts.query}" if parts.query else ""))
    return found


def shape(path: str) -> str:
    return re.sub(r"\d+[^/?]*", "N", re.sub(r"=[^&]*", "", path))


@pytest.mark.parametrize(
    "who",
    [
        *("membre", "referent", "administrateur"),
        *(pytest.param(who, marks=PYTHON) for who in ("visiteur", "partenaire", "moderateur", "en_attente")),
    ],
)
def test_every_link_leads_somewhere(make, sign_in, who):
    """The judge looks at each answer; no link that a page shows may be refused or missing."""
    world = World(make, "36")
    make.experience(world.author)
    guide = make.resource(world.editor)
    make.collection(world.author, guide, state="recommended")
    make.aid(world.editor)
    browser, seen, waiting, kinds = sign_in(world.people[who]), set(), ["/"], Counter()
    wrong = []
    while waiting and len(seen) < MOST_PAGES:
        at = waiting.pop(0)
        if at in seen:
            continue
        seen.add(at)
        answer = browser.get(at)
        if answer.status_code >= 400:
            wrong.append((at, answer.status_code))
        target = [answer.headers["Location"]] if answer.status_code in {301, 302} else links(answer, at)
        for path in target:
            if kinds[shape(path)] < 3:
                kinds[shape(path)] += 1
                waiting.append(path)
    assert wrong == []
    assert len(seen) >= 10


def get_rules(app):
    return [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint in app.view_functions]


def test_every_address_is_in_kebab_case(app):
    for rule in app.url_map.iter_rules():
        fixed = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z0-9/.-]*", fixed), rule.rule


def test_every_page_declares_its_access(app):
    assert [name for name, view in app.view_functions.items() if name != "static" and view not in ACCESS] == []


@pytest.mark.parametrize("odd", ODD, ids=range(len(ODD)))
def test_odd_questions_never_break_a_page(app, make, sign_in, odd):
    """Every page, every parameter it reads, asked with something that makes no sense."""
    world = World(make, "36")
    browser = sign_in(world.people["administrateur"])
    asked = quote(odd.encode("utf-8", "surrogatepass"))
    names = ("q", "apres", "page", "theme", "type", "departement", "region", "commune", "fonction", "organisation",
             "onglet", "citer", "etat", "acte", "role", "statut", "genre", "suite", "toutes", "tri", "jours", "etape",
             "fraicheur", "licence", "nature", "france", "epci", "lieu", "aide")  # fmt: skip
    query = "&".join(f"{name}={asked}" for name in names)
    for rule in get_rules(app):
        if rule.arguments or "deconnexion" in rule.rule:
            continue
        answer = browser.get(f"{rule.rule}?{query}")
        assert answer.status_code < 500, (rule.rule, answer.text[:500])


@pytest.mark.parametrize(
    "odd",
    [
        *("0", "%00", "99999999-x", "2147483648"),
        *(pytest.param(odd, marks=PYTHON) for odd in ("9" * 30, "-1", "abc", "1-%F0%28", "36093%2F..")),
    ],
)
def test_odd_addresses_are_absent_never_broken(app, make, sign_in, odd):
    browser = sign_in(World(make, "36").people["administrateur"])
    for rule in get_rules(app):
        if rule.arguments:
            answer = browser.get(re.sub(r"<[^>]+>", odd, rule.rule))
            assert answer.status_code in {301, 302, 308, 400, 403, 404, 405}, (rule.rule, odd, answer.status_code)


@pytest.mark.parametrize("odd", ["\x00", pytest.param("\ud83d", marks=PYTHON)], ids=range(2))
def test_odd_forms_never_break_a_page(app, make, sign_in, odd):
    """Every field of every form that an administrator can send, filled with something that makes no sense."""
    world = World(make, "36")
    world.make.member("Autre", role="administrator")
    odd = odd.encode("utf-8", "replace").decode()
    for rule in app.url_map.iter_rules():
        if "POST" not in rule.methods or "deconnexion" in rule.rule or "fermer" in rule.rule:
            continue
        path = _filled(rule.rule, world)
        browser = sign_in(world.people["administrateur"])
        fields = _fields(browser, path) if "GET" in rule.methods else []
        data = {name: odd for name in fields if name != "csrf_token"} or {"body": odd, "reason": odd}
        answer = browser.post(path, data=data)
        assert answer.status_code < 500, (path, answer.text[:500])
        database.session.expire_all()


ASKED: dict[str, list[str]] = {}  # the same forms for each odd thing


def _fields(browser, path: str) -> list[str]:
    if path not in ASKED:
        ASKED[path] = named(browser.get(path), FIELDS)
    return ASKED[path]


def _filled(rule: str, world: World) -> str:
    """An address with things that exist."""
    kinds = {"messages": world.post.id, "sujets": world.topic.id, "partenaires": world.organisation.id}
    number = next((value for word, value in kinds.items() if f"/{word}/" in rule), world.author.id)
    return re.sub(r"<kind>", "post", re.sub(r"<int:[^>]+>", str(number), re.sub(r"<(slug|token)>", "x", rule)))


LISTS = {
    "/": 12,
    "/forum/": 6,
    "/forum/?onglet=non-lus": 6,
    "/ressources/": 6,
    "/experiences/": 8,
    "/aides/": 8,
    "/parcours/": 4,
    "/parcours/?onglet=miens": 4,
    "/membres/": 10,
    "/partenaires/": 7,
    "/notifications/": 4,
    "/mises-en-relation/": 4,
}


def test_a_list_asks_as_much_for_three_rows_as_for_thirty(make, sign_in, queries):
    """All lists in one filled club: filling it takes ten times longer than reading them."""
    author, reader = make.member("Autrice"), make.member("Lectrice")
    browser = sign_in(reader)

    def fill(count):
        for number in range(count):
            make.topic(author, f"Une question assez longue numéro {number} ?")
            make.experience(author, f"Expérience {number}")
            guide = make.resource(author, f"Ressource {number}")
            make.collection(author, guide, state="recommended")
            make.collection(reader, guide)
            make.aid(author, f"Aide {number}")
            make.member(f"Membre {number}")
            make.inquiry(reader, make.organisation(f"Organisation {number} de {count}"))

    def asked(path):
        with queries() as seen:
            assert browser.get(path).status_code == 200, path
        return seen

    fill(3)
    few = {path: len(asked(path)) for path in LISTS}
    fill(27)
    for path, most in LISTS.items():
        many = asked(path)
        assert few[path] == len(many) <= most, "\n".join([path, f"{few[path]} for three rows", *many])


def test_a_topic_asks_as_much_for_three_messages_as_for_thirty(make, sign_in, queries):
    author, reader = make.member("Autrice"), make.member("Lectrice")
    topic, browser = make.topic(author), sign_in(reader)
    address = f"/forum/sujets/{topic.id}-sujet"
    counts = []
    for more in (2, 27):
        for _ in range(more):
            make.post(topic, make.member("Une autre"))
        with queries() as seen:
            assert browser.get(address).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8, seen


@pytest.mark.parametrize("odd", ["2147483648", "9" * 400, "texte", " "])
def test_an_odd_choice_or_file_among_right_fields_is_said_and_breaks_nothing(make, sign_in, odd):
    editor, member = make.partner(make.organisation("EPF")), make.leader()
    aid, card = make.aid(editor), f"/partenaires/{editor.organisation_id}"
    sent = [
        (member, f"/aides/{aid.id}/declarer", {"commune_code": "36093", "progress": "asked", "experience_id": odd}),
        (member, "/aides/plans/nouveau", {"title": "La halle", "commune_code": "36093", "experience_id": odd}),
        (member, "/ressources/demandes/nouvelle", {"words": "halle", "departement_code": odd}),
        (editor, f"{card}/modifier", {"name": "EPF", "logo": odd}),
        (member, f"{card}/tenir", {"function": "Directrice", "proof": "Le standard.", "file": odd}),
    ]
    for who, address, data in sent:
        answer = sign_in(who).post(address, data=data)
        assert answer.status_code in {200, 302}, (address, answer.status_code)
