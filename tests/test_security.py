"""What protects every answer: headers, cookies, tokens on every write, and reading that changes nothing."""

import re
from dataclasses import replace
from typing import Any

import pytest

from club import create_app, places
from club.access import ACCESS
from club.extensions import csrf
from club.statics import url as static_url
from tests.toolbox import writes
from tests.world import World

pytestmark = pytest.mark.anywhere  # headers, tokens and readings are Python: the database changes nothing to them

VALUES = {
    "quarter": "2026-t3",
    "id": 1,
    "slug": "x",
    "code": "36093",
    "kind": "post",
    "token": "jeton",
    "step": 1,
    "term_id": 1,
    "place": "nouveau-sujet",
}
PLAIN = {"/healthz": "text/plain", "/robots.txt": "text/plain", "/.well-known/security.txt": "text/plain"}


def addresses(app: Any, method: str) -> list[tuple[str, str]]:
    """(endpoint, address) of each page that takes this method."""
    with app.test_request_context():
        bound = app.url_map.bind("club.example")
        return [
            (rule.endpoint, bound.build(rule.endpoint, {name: VALUES[name] for name in rule.arguments}))
            for rule in app.url_map.iter_rules()
            if method in (rule.methods or ())
        ]


def judge(answer: Any) -> None:
    """The headers that every page has."""
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cache-Control" in headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "*" not in headers["Content-Security-Policy"]


def test_every_page_has_its_headers_whatever_it_answers(app, make, sign_in):
    people = [None, make.member(role="administrator")]
    for browser in map(sign_in, people):
        for method in ("GET", "POST"):
            for _, address in addresses(app, method):
                answer = browser.open(address, method=method)
                assert answer.status_code < 500, address
                judge(answer)
    judge(sign_in().get("/nulle-part"))
    judge(sign_in().put("/"))


def test_the_word_that_lets_scripts_run_is_new_each_time(sign_in):
    browser = sign_in()
    policies = {browser.get("/connexion").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


def test_static_files_are_cached_for_ever_and_can_do_nothing(app, sign_in):
    browser = sign_in()
    names = [str(f.relative_to(places.STATIC)) for f in places.STATIC.rglob("*") if f.suffix in {".css", ".js", ".svg"}]
    assert len(names) > 3
    with app.test_request_context():
        found = [static_url(name) for name in names]
    for address in found:
        with browser.get(address) as answer:
            assert answer.status_code == 200
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers
    assert browser.get(found[0].rpartition("/")[0] + "/../../pyproject.toml").status_code == 404


def test_reading_changes_nothing(app, make, sign_in):
    world = World(make, "36")
    make.experience(world.author)
    make.collection(world.author, make.resource(world.editor), state="recommended")
    make.aid(world.editor)
    browsers = [sign_in(world.people[who]) for who in ("visiteur", "membre", "referent", "administrateur")]
    with writes() as written:
        for browser in browsers:
            for method in ("GET", "HEAD") if browser is browsers[-1] else ("GET",):
                for endpoint, address in addresses(app, "GET"):
                    browser.open(address.replace("/1", f"/{world.topic.id}"), method=method)
                    assert written == [], endpoint


@pytest.fixture
def with_tokens(app):
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def test_every_write_without_its_token_is_refused(app, make, sign_in, with_tokens):
    exempt = {name.replace(".views.account.", ".").removeprefix("club.") for name in csrf._exempt_views}
    assert exempt == {"members.unsubscribe"}  # its address is signed: mail programs post to it alone
    for browser in (sign_in(), sign_in(make.member(role="administrator"))):
        for endpoint, address in addresses(app, "POST"):
            if endpoint not in exempt:
                assert browser.post(address).status_code == 400, endpoint
                assert browser.post(address, data={"csrf_token": "faux"}).status_code == 400, endpoint


def test_a_token_is_of_its_session_alone(make, sign_in, with_tokens):
    mine, other = sign_in(make.member()), sign_in(make.member())

    def token(browser, path="/compte"):
        return re.findall(r'name="csrf-token" content="([^"]+)"', browser.get(path).text)[0]

    def said(browser, path="/notifications/tout-lu"):
        return browser.post(path, data={"csrf_token": given}, headers={"Referer": "https://club.example/"}).status_code

    given = token(mine)
    assert token(mine, "/forum/") == given  # signed once
    assert token(other) != given
    assert (said(other), said(mine)) == (400, 302)
    said(mine, "/deconnexion")
    assert said(mine, "/connexion") == 400


def test_no_page_takes_another_method_than_reading_and_posting(app):
    methods = set().union(*(rule.methods or set() for rule in app.url_map.iter_rules()))
    assert methods == {"GET", "HEAD", "OPTIONS", "POST"}
    assert all(view in ACCESS for view in app.view_functions.values())


def test_cookies_in_production_belong_to_https_and_to_this_host(settings, tmp_path):
    app = create_app(replace(settings, env="production", instance=tmp_path))
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-club"
    assert app.config["SESSION_COOKIE_SECURE"] is True
    assert app.config["SESSION_COOKIE_HTTPONLY"] is True
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert app.config["SESSION_COOKIE_DOMAIN"] is None
    assert app.config["SESSION_COOKIE_PATH"] in (None, "/")
    assert app.config["WTF_CSRF_ENABLED"] is True
    assert app.debug is False
    answer = app.test_client().get("/robots.txt", base_url="https://club.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_the_files_for_machines_are_there(sign_in):
    browser = sign_in()
    for address, kind in PLAIN.items():
        answer = browser.get(address)
        assert answer.status_code == 200
        assert answer.mimetype == kind, address
    security = browser.get("/.well-known/security.txt").text
    assert re.search(r"^Contact: (mailto|https):", security, re.M)
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT", security, re.M)
    assert re.search(r"^Disallow: /", browser.get("/robots.txt").text, re.M)
