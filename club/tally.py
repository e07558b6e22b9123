"""Readings counted without keeping who reads: a line in a small file now, a number in the base a minute later.

A page that is read writes nothing in the base and waits for nobody: see docs/decisions/0011.
"""

import hashlib
import logging
import os
import platform
import re
import secrets
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple, Protocol

from flask import Response, current_app, request

from club import clock

NODE = re.sub(r"[^a-z0-9]+", "-", platform.node().lower())[:40]  # several machines may share the folder
NAME = "%Y%m%dT%H%M"
QUIET = timedelta(minutes=2)  # after the beginning of its minute nobody writes in a file any more
LINE = re.compile(r"([a-z]{1,10}) ([a-z]{1,12}) (\d{1,10}) ([0-9AB]{2,3}|-) ([0-9AB]{5}|-) ([0-9a-f]{16})\n")
SENT = frozenset({200, 206, 302})  # by parts or carried by another, it left
log = logging.getLogger(__name__)


class Reader(Protocol):
    """Whoever reads, and where from."""

    @property
    def id(self) -> int | None: ...
    @property
    def departement_code(self) -> str | None: ...
    @property
    def commune_code(self) -> str | None: ...


class Line(NamedTuple):
    """One reading; `token` is the same when the same person does the same thing again on the same day."""

    gesture: str
    kind: str
    thing_id: int
    departement: str
    commune: str
    token: str


def note(gesture: str, kind: str, thing_id: int, reader: Reader) -> None:
    """Write down that somebody of a commune read a thing. What cannot be written is not counted: the page matters."""
    if request.method != "GET" or "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    now = clock.now()
    try:
        token = _token(f"{reader.id} {gesture} {kind} {thing_id}", now.astimezone(clock.PARIS).date())
        place = f"{reader.departement_code or '-'} {reader.commune_code or '-'}"
        _append(folder() / f"{now:{NAME}}-{NODE}.log", f"{gesture} {kind} {thing_id} {place} {token}\n")
    except OSError:
        log.exception("a reading was not counted")


def note_download(answer: Response, kind: str, thing_id: int, reader: Reader) -> None:
    """The same for a file, when it leaves; a browser that has it already does not count."""
    if answer.status_code in SENT:
        note("download", kind, thing_id, reader)


def folder() -> Path:
    """Where the lines of the last minutes are."""
    instance: Path = current_app.config["CLUB"].instance
    return instance / "reach"


def _append(path: Path, line: str) -> None:
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())  # one short write at the end: lines of several processes do not mix
    finally:
        os.close(file)


def _token(words: str, day: date) -> str:
    return hashlib.blake2b(words.encode(), key=_salt(day), digest_size=8).hexdigest()


def _salt(day: date) -> bytes:
    """The secret of a day, shared by the processes; once it is forgotten, no token leads back to anybody."""
    known: tuple[Path, bytes] | None = current_app.extensions.get("tally")
    path = folder() / f"{day}.salt"
    if known is None or known[0] != path:
        current_app.extensions["tally"] = known = (path, _shared_salt(path))
    return known[1]


def _shared_salt(path: Path) -> bytes:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        mine = path.with_name(f".{secrets.token_hex(8)}")
        _append(mine, secrets.token_hex(16))
        try:
            os.link(mine, path)  # whole or not at all; the first process wins
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return path.read_bytes()


def due() -> list[Path]:
    """The files in which nobody writes any more, the oldest first."""
    return [file for file in sorted(folder().glob("*.log")) if minute_of(file) <= clock.now() - QUIET]


def minute_of(file: Path) -> datetime:
    """The minute whose readings a file holds."""
    return datetime.strptime(file.name.partition("-")[0], NAME).replace(tzinfo=UTC)


def lines(file: Path) -> Iterator[Line]:
    """The readings of a file; what a full disk cut is left out. Nothing when another process took the file."""
    try:
        text = file.read_text(encoding="ascii", errors="replace")
    except FileNotFoundError:
        return
    for one in LINE.finditer(text):
        gesture, kind, thing_id, departement, commune, token = one.groups()
        yield Line(gesture, kind, int(thing_id), departement.strip("-"), commune.strip("-"), token)


def forget_salts() -> None:
    """Only today's secret is kept."""
    for path in folder().glob("*.salt"):
        if path.name < f"{clock.today()}.salt":
            path.unlink(missing_ok=True)
