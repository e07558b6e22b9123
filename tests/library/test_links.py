"""Links of pages that answer no more: asked politely, found after three misses in three days, said and told once."""

import threading
from collections import Counter
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from bs4 import BeautifulSoup

from club import clock, config, jobs
from club.extensions import db as database
from club.library.care import ResourceCare
from club.library.models import ResourceLink
from club.notifications.models import Notification
from club.weblinks import checking
from club.weblinks.asking import Asker, Unasked, is_named, is_public, resolve
from club.weblinks.models import LinkUse, WebLink

HOSTS = ("site.example", "*.reseau.example")


class Site(BaseHTTPRequestHandler):
    """A site whose first word of a path says how it answers."""

    protocol_version = "HTTP/1.0"
    seen: list[tuple[str, str, str, str]] = []
    gone: set[str] = set()

    def answer(self):
        self.seen.append((self.command, self.headers["Host"].partition(":")[0], self.path, self.headers["User-Agent"]))
        word, _, rest = self.path.strip("/").partition("/")
        if word == "vers":
            self.send_response(302)
            self.send_header("Location", f"//{rest}" if ":" in rest else f"/{rest}")
        elif word == "sans-head":
            self.send_response(405 if self.command == "HEAD" else 200)
        else:
            self.send_response(404 if self.path in self.gone else int(word) if word.isdecimal() else 200)
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, *words):
        """Quiet."""


@pytest.fixture(scope="module")
def port():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def asker():
    """Every name leads to the site of this test, which this asker alone may ask: the settings cannot say so."""
    Site.seen, Site.gone = [], set()
    return Asker(HOSTS, "LeClub-Liens (+https://club.example)", lambda host, port: ["127.0.0.1"], lambda *machine: True)


@pytest.fixture
def is_on(app, monkeypatch):
    settings = config.read({"CLUB_CHECK_LINKS": "site.example, *.reseau.example", "CLUB_INSTANCE": "/tmp"})
    monkeypatch.setitem(app.config, "CLUB", settings)


@pytest.mark.anywhere
def test_an_address_is_asked_by_head_then_by_get_and_says_who_asks(port, asker):
    site = f"http://site.example:{port}"
    assert [asker.status(f"{site}/{path}") for path in ("ici", "sans-head", "404", "503")] == [200, 200, 404, 503]
    methods = Counter(method for method, *_ in Site.seen)
    assert methods == {"HEAD": 4, "GET": 3}
    assert {agent for *_, agent in Site.seen} == {"LeClub-Liens (+https://club.example)"}
    assert asker.status(f"{site}/été à Levroux?q=é#fin") == 200
    assert asker.status("http://site.example:9/fermé") == 0


@pytest.mark.anywhere
def test_a_redirect_is_followed_among_the_hosts_named_only_and_not_for_ever(port, asker):
    site = f"http://site.example:{port}"
    assert asker.status(f"{site}/vers/www.reseau.example:{port}/404") == 404
    assert asker.status(f"{site}/vers/ailleurs.example:{port}/404") == 302
    assert "ailleurs.example" not in {host for _, host, *_ in Site.seen}
    assert asker.status(f"{site}/" + "vers/" * 9 + "ici") == 0
    with pytest.raises(Unasked):
        asker.status(f"http://ailleurs.example:{port}/")


@pytest.mark.anywhere
@pytest.mark.parametrize(
    "machine",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.0.0.0", "::1", "fd00::1", "fe80::1",
     "::ffff:127.0.0.1", "2002:7f00:1::", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_machines_of_the_house_are_never_asked(machine, port):
    asker = Asker(HOSTS, "essai", lambda host, port: ["93.184.216.34", machine])
    Site.seen = []
    with pytest.raises(Unasked):
        asker.status(f"http://site.example:{port}/")
    with pytest.raises(Unasked):
        asker.status("https://site.example/")
    assert Site.seen == []
    assert not is_public(machine, 443)
    assert is_public("93.184.216.34", 443)
    assert not is_public("93.184.216.34", 5432)
    assert Asker(HOSTS, "essai").resolve is resolve


@pytest.mark.anywhere
def test_a_redirect_to_a_machine_of_the_house_is_refused(port):
    machines = {"site.example": "127.0.0.1", "www.reseau.example": "10.0.0.1"}
    asker = Asker(HOSTS, "essai", lambda host, port: [machines[host]], lambda machine, port: machine == "127.0.0.1")
    with pytest.raises(Unasked):
        asker.status(f"http://site.example:{port}/vers/www.reseau.example:{port}/")


@pytest.mark.anywhere
def test_the_setting_names_hosts():
    assert config.read({"CLUB_CHECK_LINKS": "a.fr, *.B.fr", "CLUB_INSTANCE": "/tmp"}).check_links == ("a.fr", "*.b.fr")
    for wrong in ("*", "https://a.fr", "127.0.0.1", "*.fr.", "localhost"):
        with pytest.raises(config.WrongSetting):
            config.read({"CLUB_CHECK_LINKS": wrong, "CLUB_INSTANCE": "/tmp"})
    assert is_named("www.b.fr", ("*.b.fr",))
    assert not any(is_named(one, ("*.b.fr", "a.fr")) for one in ("b.fr", "xb.fr", "www.a.fr", "a.fr.evil.com"))


@pytest.fixture
def editor(make):
    return make.partner(make.organisation("Établissement des Deux Vallées"))


@pytest.fixture
def linked(make, editor, port, is_on):
    """A resource with a link and a detail that lead to the site, and a link that leads elsewhere."""
    site = f"http://site.example:{port}"
    guide = make.resource(editor, "Le guide des halles", details={"replay_url": f"{site}/replay"})
    kinds = {"url": f"{site}/texte", "label": "Le texte"}, {"url": "https://ailleurs.example/", "label": "Ailleurs"}
    database.session.add_all(ResourceLink(resource_id=guide.id, **kind) for kind in kinds)
    database.session.commit()
    return guide


@pytest.fixture
def check(app, asker, monkeypatch):
    """Let days pass, then ask what is due."""
    passed, real = [timedelta(0)], clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])

    def run(days=0):
        passed[0] += timedelta(days=days)
        with jobs.background(app):
            return checking.check_links(asker)

    return run


def know(app):
    with jobs.background(app):
        checking.know_links()


def test_nothing_is_asked_unless_the_settings_say_so(app, make, editor, port, asker, linked, monkeypatch):
    know(app)
    assert {one.host for one in database.session.query(WebLink)} == {"site.example"}
    monkeypatch.setitem(app.config, "CLUB", config.read({"CLUB_INSTANCE": "/tmp"}))
    with jobs.background(app):
        assert checking.check_links() == 0
    know(app)  # what was known is forgotten with the setting
    assert database.session.query(WebLink).count() == database.session.query(LinkUse).count() == 0
    assert Site.seen == []


def test_a_link_is_dead_after_three_misses_in_three_days_and_lives_again(
    app, make, sign_in, editor, linked, check, work, port
):
    page, reader = f"/ressources/{linked.id}-ressource", make.member()
    Site.gone.add("/texte")
    know(app)
    assert [check(), check(), check(1), check(1)] == [2, 0, 1, 1]
    assert "Ce lien ne répond plus" not in sign_in(reader).get(page).text  # three misses, not three days
    check(1)
    shown = BeautifulSoup(sign_in(reader).get(page).text, "lxml")
    links = shown.select_one("section[aria-labelledby=titre-liens]")
    said = [one.get_text(" ", strip=True) for one in links.select("li")]
    assert "Ce lien ne répond plus depuis le" in said[0]
    assert said[1] == "Ailleurs"
    assert "1 lien ne répond plus − 10" in " ".join(shown.get_text(" ").split())
    assert database.session.get(ResourceCare, linked.id).score == 90
    check(1)
    work()
    line = database.session.query(Notification).one()
    assert (line.member_id, line.mail, line.words["reason"]) == (
        editor.id, "daily", f"http://site.example:{port}/texte",
    )  # fmt: skip
    listed = "/ressources/a-verifier?vue=liens"
    assert "/texte" in sign_in(editor).get(listed).text
    assert "/texte" in sign_in(make.member(role="moderator")).get(listed).text
    assert "/texte" not in sign_in(make.partner()).get(listed).text
    Site.gone.clear()
    check(1)
    assert "Ce lien ne répond plus" not in sign_in(reader).get(page).text
    assert database.session.get(ResourceCare, linked.id).score == 100


def test_a_link_that_its_owner_changes_weighs_no_more_at_once(app, sign_in, make, editor, linked, check):
    Site.gone.add("/texte")
    know(app)
    for days in (0, 1, 1, 1):
        check(days)
    assert database.session.get(ResourceCare, linked.id).score == 90
    theme = make.theme()
    form = {"title": linked.title, "summary": "Un guide.", "body": "Texte", "type_id": linked.type_id, "version": "1"}
    sign_in(editor).post(
        f"/ressources/{linked.id}/modifier",
        data=form | {"themes": [str(theme.id)], "covers_france": "y", "save": "1", "submission": "cle"},
    )
    assert database.session.get(ResourceCare, linked.id).score == 100
    assert database.session.query(LinkUse).count() == 0


def test_a_go_is_bounded_and_spares_each_host(app, make, editor, is_on, check, port):
    guide = make.resource(editor)
    names = [*("site.example",) * 9, *(f"h{number}.reseau.example" for number in range(30))]
    rows = [
        ResourceLink(resource_id=guide.id, url=f"http://{name}:{port}/page-{rank}", label="Ici")
        for rank, name in enumerate(names)
    ]
    database.session.add_all(rows)
    database.session.commit()
    know(app)
    assert check() == 30 + checking.MOST_A_HOST <= checking.MOST
    assert Counter(host for _, host, *_ in Site.seen)["site.example"] == checking.MOST_A_HOST
    assert check() == 9 - checking.MOST_A_HOST


def test_the_link_of_an_open_aid_is_said_and_told(app, make, sign_in, editor, is_on, check, work, port):
    url = f"http://site.example:{port}/410"
    aid = make.aid(editor, url=url, is_permanent=True)
    make.aid(editor, url=f"{url}/close", closes_at=clock.now() - timedelta(days=1))
    know(app)
    for days in (0, 1, 1, 1):
        check(days)
    assert [one.url for one in database.session.query(WebLink)] == [url]
    assert "Ce lien ne répond plus depuis le" in sign_in(make.member()).get(f"/aides/{aid.id}-aide").text
    listed = "/aides/mes-brouillons"
    assert url in sign_in(editor).get(listed).text
    assert url in sign_in(make.member(role="moderator")).get(listed).text
    assert url not in sign_in(make.partner(make.organisation("Agence"))).get(listed).text
    work()
    line = database.session.query(Notification).one()
    assert (line.member_id, line.why, line.subject_kind) == (editor.id, "aid_owner", "aid")
