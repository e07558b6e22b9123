"""What a received mail says: who sent it, which address it answers, and the text its author wrote."""

import hashlib
import re
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default
from email.utils import getaddresses

from html2text import HTML2Text
from mailparser_reply.parser import EmailMessage as Thread

LONGEST = 100_000  # characters that are looked at; a message may have a third of it
LONG_LINE = 400
CELLS = re.compile(r"</t[dh]\s*>\s*(?=<t[dh]\b)", re.IGNORECASE)
BLANK = re.compile(r"\n{3,}")
# Not X-Auto-Response-Suppress: Exchange writes it on what people send too.
LISTS = ("List-Id", "List-Unsubscribe", "X-Autoreply", "X-Autorespond")
RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
BULK = {"bulk", "junk", "list", "auto_reply"}
# Forms that the library does not know: each begins what the author did not write.
QUOTED = re.compile(
    r"^(?:"
    r"-{2,} ?(?:message d[’']origine|message original|message transféré|original message|mail original) ?-{2,}.*"
    r"|\*{0,2}de ?: ?\*{0,2}.+\n(?:.*\n){0,2}\*{0,2}(?:envoyé|date|à|objet)[^\n:]{0,12}: ?.+"
    r"|le (?=[^\n]*\d)[^\n]{6,120}(?:\n[^\n]{0,160}){0,2}a écrit\s?:"
    r"|(?:envoyé|obtenir|téléchargez|télécharger) (?:de mon|depuis|à partir de|outlook pour)[^\n]{0,160}"
    r"|_{10,}"
    r"|-- ?"
    r")$",
    re.IGNORECASE | re.MULTILINE,
)
# An introduction with its marked quotation goes alone: many write their answer below it.
MARKED = re.compile(
    r"^le (?=[^\n]*\d)[^\n]{6,120}(?:\n[^\n]{0,160}){0,2}a écrit\s?:\n+(?:>[^\n]*(?:\n|$)|\n)+",
    re.IGNORECASE | re.MULTILINE,
)


class Received:
    """One mail, read without trusting anything it says."""

    def __init__(self, raw: bytes) -> None:
        message = message_from_bytes(raw, policy=default)
        assert isinstance(message, EmailMessage)
        self.message = message
        self.id = self._one("Message-ID") or hashlib.sha256(raw).hexdigest()
        senders = [address.lower() for _, address in getaddresses(self._all("From")) if "@" in address]
        self.sender = senders[0] if len(senders) == 1 else ""
        self.recipients = [address for _, address in getaddresses([v for r in RECIPIENTS for v in self._all(r)])]

    def _all(self, name: str) -> list[str]:
        return [str(value) for value in self.message.get_all(name, [])]

    def _one(self, name: str) -> str:
        return " ".join(self._all(name)[:1]).strip()

    @property
    def is_automatic(self) -> bool:
        """An automatic answer, a bounce or a list: nobody wrote it to us."""
        answers = self._one("Auto-Submitted").lower() not in {"", "no"}
        bounces = "Return-Path" in self.message and self._one("Return-Path") in {"", "<>"}
        reports = self.message.get_content_type() == "multipart/report" or self.sender.startswith("mailer-daemon@")
        bulk = self._one("Precedence").lower() in BULK
        return answers or bounces or reports or bulk or any(name in self.message for name in LISTS)

    def text(self, answered: str = "") -> str:
        """What the author wrote, without what they quote of the message `answered` nor their signature."""
        part = self.message.get_body(("plain", "html"))
        if part is None:
            return ""
        content = _decoded(part)[:LONGEST]
        return written(_plain(content) if part.get_content_type() == "text/html" else content, answered)


def _decoded(part: MIMEPart) -> str:
    raw = part.get_payload(decode=True)
    content = raw if isinstance(raw, bytes) else b""
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:  # a charset that nobody knows
        return content.decode("utf-8", "replace")


def _plain(html: str) -> str:
    """The text of a mail that is only HTML, its quotes marked as in a plain one, its cells apart."""
    reader = HTML2Text(bodywidth=0)
    reader.ignore_images = reader.ignore_tables = True
    return "\n".join(_unbarred(line) for line in reader.handle(CELLS.sub(" | ", html)).split("\n"))


def _unbarred(line: str) -> str:
    """A line of a table without the bars of its empty cells at both ends."""
    words = line.strip()
    return words.strip("| ") if "|" in (words[:1], words[-1:]) else line


def written(text: str, answered: str = "") -> str:
    """A mail's text without the signature and the quoted thread, of which `answered` is the last message."""
    text = text.replace("\r\n", "\n").replace("\xa0", " ").replace("\u202f", " ").replace("\0", "").lstrip()
    text = BLANK.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n")))
    text = MARKED.sub("", text)
    if found := QUOTED.search(text):
        text = text[: found.start()]
    return _unquoted(_own(text).strip().split("\n"), answered).strip()


def _unquoted(lines: list[str], answered: str) -> str:
    """Marked lines go where the text begins or ends, and where they say what was answered; other ones are its own."""
    own = [at for at, line in enumerate(lines) if line and not line.startswith(">")]
    first, last = (own[0], own[-1]) if own else (0, -1)
    said = _words(answered)
    return "\n".join(line for line in lines[first : last + 1] if not line.startswith(">") or _words(line) not in said)


def _words(text: str) -> str:
    """The letters and digits alone: programs that quote break lines and change marks."""
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _own(text: str) -> str:
    """What the library keeps of a text whose French headers are gone.

    It does not see what it would take wrongly for one, nor very long lines: its expressions would run for minutes.
    """
    lines = dict(enumerate(text.split("\n")))
    hidden = {f"\ue000{n}\ue000": line for n, line in lines.items() if len(line) > LONG_LINE or "a écrit" in line}
    names = {line: name for name, line in hidden.items()}
    shown = "\n".join(names.get(line, line) for line in lines.values())
    thread = Thread(text=shown, languages=["fr", "en"], keep_hyphen_lists=True).read()
    own = thread.replies[0].body if thread.replies else ""
    return "\n".join(hidden.get(line, line) for line in own.split("\n"))
