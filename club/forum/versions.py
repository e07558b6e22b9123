"""The successive texts of a message: who wrote each, what changed, and going back to one of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any

from club.access import Refused
from club.forum import operations, queries
from club.forum.models import Post
from club.members.models import Member
from club.policy import Action

LINE = re.compile(r"[^\n]*\n|[^\n]+")
WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Version:
    """One text of a message."""

    number: int
    body: str
    who: str
    at: datetime
    note: str = ""  # what the change was about, if that was said


@dataclass(frozen=True)
class Piece:
    """Some words of a comparison: kept (""), added ("ins") or removed ("del")."""

    tag: str
    text: str


def versions(post: Post) -> Sequence[Version]:
    """Every text of a message, the newest first."""
    older = queries.revisions(post.id)[::-1]
    first = Version(post.version, "", post.author.full_name, post.created_at)
    return chained(older, [*(one.body for one in older), post.body], first)


def chained(
    older: Sequence[Any], texts: Sequence[str], first: Version, notes: Sequence[str] | None = None
) -> list[Version]:
    """The successive texts of a thing, the newest first. `older` are the rows of what edits replaced, oldest first;
    `first` says who wrote the first text, when, and the number of today's."""
    writers = [first.who, *(one.replaced_by.full_name for one in older)]
    moments = [first.at, *(one.replaced_at for one in older)]
    numbers = [*(one.version for one in older), first.number]
    said = ["", *(notes or [""] * len(older))]
    return [Version(*one) for one in zip(numbers, texts, writers, moments, said, strict=True)][::-1]


def compared(before: str, after: str) -> list[Piece]:
    """What was added and removed: line by line, then word by word inside the lines that changed."""
    return list(_joined(_by_lines(LINE.findall(before), LINE.findall(after))))


def _by_lines(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece("", "".join(new[c:d]))
        else:
            yield from _by_words(WORD.findall("".join(old[a:b])), WORD.findall("".join(new[c:d])))


def _by_words(old: list[str], new: list[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece("", "".join(new[c:d]))
            continue
        yield Piece("del", "".join(old[a:b]))
        yield Piece("ins", "".join(new[c:d]))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of the same kind are one, and what is empty is not told."""
    last: Piece | None = None
    for piece in pieces:
        if not piece.text:
            continue
        if last and last.tag == piece.tag:
            last = Piece(last.tag, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def restore(post: Post, number: int, *, version: int, by: Member) -> None:
    """Go back to an older text: it is a new version, so that nothing is lost; raises Refused when there is none."""
    found = [one for one in queries.revisions(post.id) if one.version == number]
    if not found:
        raise Refused("Cette version n’existe plus. Rechargez la page de l’historique.")
    operations.edit(post, found[0].body, version=version, by=by, act=Action.POST_REVERT)
