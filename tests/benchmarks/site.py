"""A club to measure: its database, its web server, a signed-in member and the addresses of the pages."""

import hashlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psutil
from sqlalchemy import create_engine, select, text

from club import config, create_app, jobs, paging
from club.extensions import db
from club.forum import queries
from club.forum.models import Topic
from club.members import feeds
from club.vocabulary.models import Term, TermKind
from tests.benchmarks import fill, load, prose, shelves

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"small": (500, 2_000, 50), "large": (10_000, 200_000, 2_000)}  # topics, messages, experiences
VIEWER = 1
WHOLE = "Export CSV entier (50, puis 2 000 expériences)"
ANSWERED = range(3, 103)  # topics that the measured answers go to
Request = Callable[[int], bytes]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Server:
    """A running web server and the settings it was started with."""

    port: int
    process: "subprocess.Popen[bytes]"

    def computed(self) -> float:
        """Seconds of processor that the workers have used."""
        times = [one.cpu_times() for one in psutil.Process(self.process.pid).children()]
        return sum(one.user + one.system for one in times)

    def memory(self) -> tuple[float, float]:
        """Megabytes of the workers, and of these and their master; what they share is counted once."""
        master = psutil.Process(self.process.pid)
        whole = sum(one.memory_full_info().pss for one in [master, *master.children()])
        return (whole - master.memory_full_info().uss) / 1e6, whole / 1e6


def surroundings(folder: Path, database: str | None) -> dict[str, str]:
    """The settings of a measured club, as environment variables."""
    mine = {
        "CLUB_INSTANCE": str(folder),
        "CLUB_LIMITS": "off",
        "CLUB_SECRET_KEY": "une-cle-pour-mesurer-assez-longue-!",
    }
    return mine | ({"CLUB_DATABASE_URL": database} if database else {})


def prepare(folder: Path, size: str, server: str | None) -> dict[str, str]:
    """A filled database, in a SQLite file or on the PostgreSQL `server`; one that is already there is kept."""
    database = f"{server.rpartition('/')[0]}/club_bench_{size}" if server else None
    settings = surroundings(folder, database)
    filled, made_of = folder / "filled", _fingerprint()
    if filled.exists() and filled.read_text() == made_of:
        return settings
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    if server:
        _new_database(server, f"club_bench_{size}")
    for command in (["-m", "club", "init"], ["-m", "tests.benchmarks.fill", *map(str, SIZES[size])]):
        subprocess.run(
            [sys.executable, *command], env=os.environ | settings, cwd=ROOT, check=True, stdout=subprocess.DEVNULL
        )
    filled.write_text(made_of)
    return settings


def _fingerprint() -> str:
    """What a filled database was made of: the tables and who filled them; another one is no longer of use."""
    makers = [Path(one.__file__ or "") for one in (fill, prose, shelves)]
    digest = hashlib.sha256()
    for file in [*sorted((ROOT / "migrations" / "versions").glob("*.py")), *makers]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _new_database(server: str, name: str) -> None:
    url = config.read({"CLUB_DATABASE_URL": server}).database_url
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))


@contextmanager
def serve(settings: dict[str, str], application: str = "club") -> Iterator[Server]:
    """The web server as `club run` starts it, around the club or the bare page."""
    port = free_port()
    command = [sys.executable, "-m", "tests.benchmarks.serve", application, str(port)]
    process = subprocess.Popen(command, env=os.environ | settings, cwd=ROOT)
    try:
        wait(port, process)
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(30)


def wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until somebody answers on this port."""
    for _ in range(3000):
        if process.poll() is not None:
            raise SystemExit("the server stopped at its start")
        try:
            if load.ask(port, load.request(port, "GET", "/healthz")).startswith(b"HTTP/1.1 "):
                return
        except OSError:
            time.sleep(0.01)
    raise SystemExit("the server does not answer")


def start_time(settings: dict[str, str]) -> float:
    """Seconds from `club run` to its first answer."""
    port, began = free_port(), time.perf_counter()
    command = [sys.executable, "-m", "club", "run", "--port", str(port)]
    process = subprocess.Popen(command, env=os.environ | settings, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait(port, process)
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(30)


@dataclass(frozen=True)
class Visit:
    """A member who has signed in as one does, and where the pages are."""

    browser: load.Browser
    cursor: str
    read: str
    long: str
    theme: str
    theme_id: int
    tag: str
    feed: str


def sign_in(server: Server, settings: dict[str, str]) -> Visit:
    """Open a session through the form, read a page with it, and find the addresses of the others."""
    browser = load.Browser(server.port)
    browser.get("/connexion")
    browser.post("/connexion", email=f"membre{VIEWER}@mesure.example", password=fill.PASSWORD)
    if "Se déconnecter" not in browser.get("/"):
        raise SystemExit("the member could not sign in")
    app = create_app(config.read(settings))
    with app.test_request_context(), jobs.background(app):
        terms = select(Term).order_by(Term.id)
        theme = db.session.scalars(terms.where(Term.kind == TermKind.THEME)).first()
        tag = db.session.scalars(terms.where(Term.kind == TermKind.TAG)).first()
        feed = feeds.token_of(VIEWER)
        if theme is None or tag is None or feed is None:
            raise SystemExit("the club is not filled")
        read, long = _address(fill.READ), _address(fill.LONG)
        visit = Visit(browser, _cursor(), read, long, theme.slug, theme.id, tag.slug, feed)
        db.session.remove()
        db.engine.dispose()
    return visit


def _cursor() -> str:
    """Where the 200th page of topics begins; the last one of a smaller forum."""
    places = select(Topic.last_post_at, Topic.id).where(queries.visible())
    newest = db.session.execute(places.order_by(Topic.last_post_at.desc(), Topic.id.desc())).all()
    before = min(199, len(newest) // queries.PER_PAGE - 1) * queries.PER_PAGE
    return paging.encode(*newest[before - 1])


def _address(topic_id: int) -> str:
    topic = db.session.get_one(Topic, topic_id)
    return f"/forum/sujets/{topic.id}-{topic.slug}"


def pages(server: Server, visit: Visit) -> dict[str, Request]:
    """The measured pages by name, each as the maker of its nth request."""
    last = f"?page={(fill.LONG_MESSAGES - 1) // queries.PER_PAGE + 1}"
    three = f"theme={visit.theme_id}&stade={shelves.STAGE}&cout=50000-200000"
    paths = {
        "Accueil d’un membre": "/",
        "Liste des sujets, 1re page": "/forum/",
        "Liste des sujets, 200e page": f"/forum/?apres={quote(visit.cursor)}",
        "Sujets non lus": "/forum/?onglet=non-lus",
        "Sujets sans réponse": "/forum/?onglet=sans-reponse",
        "Sujets d’un thème": f"/forum/themes/{visit.theme}",
        "Sujets d’une étiquette": f"/forum/?etiquette={visit.tag}",
        "Page d’un sujet (20 messages)": visit.read,
        "Première page d’un sujet de 1 000 messages": visit.long,
        "Dernière page d’un sujet de 1 000 messages": visit.long + last,
        "Galerie des expériences": "/experiences/",
        "Galerie, trois filtres à la fois": f"/experiences/?{three}",
        "Fil Atom des expériences": f"/experiences/fil/{visit.feed}.atom",
        "Fil Atom, trois filtres": f"/experiences/fil/{visit.feed}.atom?{three}",
        "Export CSV, trois filtres": f"/experiences/export.csv?{three}",
        "Export JSON, trois filtres": f"/experiences/export.json?{three}",
        WHOLE: "/experiences/export.csv",
        "Recherche d’un mot rare": f"/recherche?q={quote(prose.RARE)}",
        "Recherche d’un mot courant": f"/recherche?q={quote(prose.COMMON)}",
    }
    makers = {name: _read(server.port, path, visit.browser.cookie) for name, path in paths.items()}
    return makers | {"Publier une réponse": _answer(server.port, visit)}


def _read(port: int, path: str, cookie: str) -> Request:
    data = load.request(port, "GET", path, cookie)
    return lambda number: data


def _answer(port: int, visit: Visit) -> Request:
    """Answers to one topic after another, with the token of a form that was opened once."""
    visit.browser.get(visit.read)
    cookie, token, bodies = visit.browser.cookie, visit.browser.token, prose.bodies()

    def make(number: int) -> bytes:
        fields = {"csrf_token": token, "submission": secrets.token_urlsafe(16), "seen": "0"}
        form = urlencode(fields | {"body": bodies[number % len(bodies)].source})
        return load.request(port, "POST", f"/forum/sujets/{ANSWERED[number % len(ANSWERED)]}/repondre", cookie, form)

    return make
