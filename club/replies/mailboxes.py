"""Where answers arrive: an IMAP folder, an mbox file or a maildir.

Mails that were read leave it; those that fail are kept aside.
"""

import imaplib
import mailbox
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

PATIENCE = 10  # seconds given to a mail server
BIGGEST = 2_000_000  # bytes that are read of one mail: the text comes first, attachments are not kept
MOST = 50  # mails of one run
ASIDE = "club-en-echec"
TROUBLES = (OSError, imaplib.IMAP4.error, mailbox.Error)


class Mailbox(Protocol):
    """A mailbox, open."""

    def mails(self) -> Iterator[tuple[Any, bytes]]: ...

    def remove(self, key: Any) -> None: ...

    def put_aside(self, key: Any) -> None: ...


class Files:
    """An mbox file or a maildir, with its failures in another one beside it."""

    def __init__(self, box: "mailbox.Mailbox[Any]", aside: "mailbox.Mailbox[Any]") -> None:
        self.box, self.aside = box, aside

    def mails(self) -> Iterator[tuple[Any, bytes]]:
        for key in list(islice(self.box.iterkeys(), MOST)):
            with self.box.get_file(key) as file:
                yield key, file.read(BIGGEST)

    def remove(self, key: Any) -> None:
        self.box.discard(key)

    def put_aside(self, key: Any) -> None:
        with self.box.get_file(key) as file:
            self.aside.add(file)
        self.aside.flush()
        self.box.discard(key)


class Imap:
    """A folder of an IMAP server."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self.server = server

    def mails(self) -> Iterator[tuple[Any, bytes]]:
        for key in self._asked("SEARCH", "ALL")[0].split()[:MOST]:
            name = key.decode()
            size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(_flat(self._asked("FETCH", name, "(RFC822.SIZE)"))))
            is_big = size is not None and int(size[1]) > BIGGEST
            part = f"BODY.PEEK[]<0.{BIGGEST}>" if is_big else "BODY.PEEK[]"
            answer = self._asked("FETCH", name, f"({part})")
            yield name, next((one[1] for one in answer if isinstance(one, tuple)), b"")

    def remove(self, key: Any) -> None:
        self._asked("STORE", key, "+FLAGS", r"(\Deleted)")

    def put_aside(self, key: Any) -> None:
        self.server.create(ASIDE)  # says no when it is there already
        self._asked("COPY", key, ASIDE)
        self.remove(key)

    def _asked(self, command: str, *words: str) -> list[Any]:
        kind, answer = self.server.uid(command, *words)
        if kind != "OK":
            raise imaplib.IMAP4.error(f"{command}: {answer!r}")
        return [one for one in answer if one is not None] or [b""]


def _flat(answer: list[Any]) -> list[bytes]:
    return [part for one in answer for part in (one if isinstance(one, tuple) else (one,))]


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """The mailbox that the settings name; raises one of TROUBLES when it does not answer."""
    scheme, _, path = url.partition(":")
    if scheme in {"imap", "imaps"}:
        with _imap(url) as remote:
            yield remote
    elif scheme == "mbox":
        with _locked(mailbox.mbox(path, create=False)) as box, _locked(mailbox.mbox(f"{path}.{ASIDE}")) as aside:
            yield Files(box, aside)
    else:
        maildir = mailbox.Maildir(path, create=False)
        yield Files(maildir, maildir.add_folder(ASIDE))


@contextmanager
def _locked(box: "mailbox.mbox") -> Iterator["mailbox.mbox"]:
    """Held while we read, so that a delivery waits."""
    try:
        box.lock()
        yield box
        box.flush()
    finally:
        box.close()


@contextmanager
def _imap(url: str) -> Iterator[Imap]:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "imaps":
        context = ssl.create_default_context()
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(host, parts.port or 993, timeout=PATIENCE, ssl_context=context)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=PATIENCE)
    try:
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        kind, answer = server.select(_quoted(unquote(parts.path.strip("/")) or "INBOX"))
        if kind != "OK":
            raise imaplib.IMAP4.error(f"SELECT: {answer!r}")
        yield Imap(server)
        server.expunge()
    finally:
        with suppress(*TROUBLES):
            server.logout()


def _quoted(folder: str) -> str:
    return folder if re.fullmatch(r"[\w./-]+", folder) else '"' + re.sub(r'(["\\])', r"\\\1", folder) + '"'
