"""A living demonstration served for real, and browsers that watch what pages do."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import seeded
from tests.browser.judging import Judge

SCREENSHOTS = Path(__file__).parent / "screenshots"
PASSWORD = "demonstration-club"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


@dataclass
class Site:
    """A served club: its address and its folder (where mails arrive)."""

    url: str
    instance: Path
    environment: dict[str, str]
    entered: dict[str, list[Any]] = field(default_factory=dict)  # by account, the cookies of who has signed in

    def write_mails(self) -> None:
        """What waits for its hour leaves now."""
        subprocess.run([sys.executable, "-m", "club", "mails"], env=self.environment, check=True, capture_output=True)

    def mails(self) -> list[str]:
        """The texts of the mails sent so far, headers included."""
        return [file.read_text(errors="replace") for file in sorted((self.instance / "mail").glob("*.eml"))]

    def wait_for_mail(self, *words: str, seconds: float = 30) -> str:
        """The first mail that has all these words, once the worker has sent it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for text in map(decoded, sorted((self.instance / "mail").glob("*.eml"))):
                if all(word in text for word in words):
                    return text
            time.sleep(0.3)
        raise AssertionError(f"no mail with {words}")


def decoded(file: Path) -> str:
    message: Any = message_from_bytes(file.read_bytes(), policy=policy.default)
    return f"To: {message['To']}\nSubject: {message['Subject']}\n\n" + message.get_body(("plain",)).get_content()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, seeded and served by the commands that people use."""
    instance, port = tmp_path_factory.mktemp("served"), free_port()
    environment = seeded.surroundings(instance) | {
        "CLUB_PORT": str(port), "CLUB_BASE_URL": f"http://127.0.0.1:{port}", "CLUB_DEMO": "on",
    }  # fmt: skip
    seeded.copy(tmp_path_factory, instance)
    with (instance / "server.log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-m", "club", "run"], env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz")
            yield Site(f"http://127.0.0.1:{port}", instance, environment)
        finally:
            server.terminate()
            server.wait(30)


def _wait(address: str) -> None:
    for _ in range(400):
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the site does not answer")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CLUB_TEST_CHROMIUM") or None, args=QUIET)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A person in front of a browser. What pages do wrong is kept and refused at the end."""

    page: Page
    site: Site
    judge: Judge
    javascript: bool = True
    faults: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def enter(self, email: str, password: str = PASSWORD) -> None:
        """Sign in through the form."""
        self.open("/connexion")
        self.page.get_by_label("Adresse de courriel").fill(email)
        self.page.get_by_label("Mot de passe", exact=True).fill(password)
        self.page.get_by_role("main").get_by_role("button", name="Se connecter").click()
        self.page.wait_for_load_state()

    def sign_in(self, email: str) -> None:
        """Be somebody: through the form the first time, with the session of that time afterwards."""
        if email not in self.site.entered:
            self.enter(email)
            self.sees("Mon compte")
            self.site.entered[email] = self.page.context.cookies()
        self.page.context.add_cookies(self.site.entered[email])

    def tick(self, label: str) -> None:
        """A box or a choice: DSFR draws it in its label, which is what people press."""
        self.page.locator("main label", has_text=label).first.click()

    def sees(self, text: str) -> None:
        """The words are on the page, or come while it is being replaced by the next one; a space is any space."""
        end, words = time.monotonic() + 10, " ".join(text.split())
        while words not in (shown := " ".join(self.page.inner_text("body").split())) and time.monotonic() < end:
            self.page.wait_for_timeout(100)
        assert words in shown, shown[:2000]

    def check(self, name: str) -> None:
        """No axe violation, nothing wider than the screen, nothing shown that only a script could make work; a
        picture to look at when they are wanted."""
        self.page.wait_for_load_state()
        assert self.page.locator("[hidden]:visible").count() == 0, name
        if os.environ.get("CLUB_TEST_PICTURES") == "on":
            SCREENSHOTS.mkdir(exist_ok=True)
            width = self.page.viewport_size["width"] if self.page.viewport_size else 0
            self.page.screenshot(path=SCREENSHOTS / f"{name}-{width}.png", full_page=True)
        self.judge.looks_at(self.page, javascript=self.javascript)
        overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{self.page.url} is {overflow}px too wide"


@pytest.fixture(scope="session")
def judge() -> Judge:
    return Judge()


@pytest.fixture
def visit(chromium: Browser, site: Site, judge: Judge) -> Iterator[Callable[..., Visit]]:
    """`visit(javascript=False, width=360)`: a fresh browser of one's own."""
    open_ones: list[tuple[BrowserContext, Visit]] = []

    def start(*, javascript: bool = True, width: int = 1280, dark: bool = False) -> Visit:
        context = chromium.new_context(
            java_script_enabled=javascript, viewport={"width": width, "height": 900}, locale="fr-FR",
            color_scheme="dark" if dark else "light", bypass_csp=False,
        )  # fmt: skip
        one = Visit(context.new_page(), site, judge, javascript)
        one.page.on(
            "console",
            lambda m: one.faults.append(m.text) if m.type == "error" and "status of 4" not in m.text else None,
        )
        one.page.on("pageerror", lambda error: one.faults.append(str(error)))
        one.page.on(
            "request", lambda r: one.faults.append(r.url) if not r.url.startswith((site.url, "data:")) else None
        )
        open_ones.append((context, one))
        return one

    yield start
    faults = [fault for _, one in open_ones for fault in one.faults]
    for context, _ in open_ones:
        context.close()
    assert faults == []
