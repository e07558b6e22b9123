"""Passwords: argon2id, a length and no composition rule, common and guessable words refused."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from club.territories.names import key

SHORTEST = 12
SHORTEST_FOR_STAFF = 16
LONGEST = 256

HASHER = PasswordHasher()  # argon2id, the library's present parameters

# What people choose first, folded, in French and in English; a password made of these (and digits) is refused.
COMMON = frozenset((Path(__file__).parent / "data" / "common_passwords.txt").read_text(encoding="ascii").split())
SEQUENCES = (
    "abcdefghijklmnopqrstuvwxyz",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertyuiopasdfghjklzxcvbnm",
    "01234567890123456789",
)


def hashed(password: str) -> str:
    """What is stored of a password."""
    return HASHER.hash(_composed(password))


def _composed(password: str) -> str:
    """The same characters whatever the keyboard: « é » may come as one or as two."""
    return unicodedata.normalize("NFKC", password)


@cache
def _nobody() -> str:
    """The hash that is checked when the account does not exist."""
    return HASHER.hash("nobody")


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the right one; takes the same time when there is no account."""
    nobody = _nobody()  # made by the first who signs in, whoever it is
    try:
        is_right = HASHER.verify(stored or nobody, _composed(password[: LONGEST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return is_right and stored is not None and len(password) <= LONGEST


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with older parameters."""
    return HASHER.check_needs_rehash(stored)


def fault(password: str, *, is_staff: bool = False, context: Iterable[str] = ()) -> str | None:
    """Why a password is refused, as a French sentence; None when it is accepted."""
    shortest = SHORTEST_FOR_STAFF if is_staff else SHORTEST
    if len(password) < shortest:
        return f"Choisissez {shortest} caractères au moins : quelques mots à la suite font un bon mot de passe."
    if len(password) > LONGEST:
        return f"{LONGEST} caractères au plus."
    if _is_guessable(password, context):
        return "Ce mot de passe se devine trop facilement. Choisissez quelques mots sans lien entre eux."
    return None


def is_short_for(password: str, *, is_staff: bool) -> bool:
    """Whether it was long enough for a member and is no more for the staff that this member became."""
    return is_staff and len(password) < SHORTEST_FOR_STAFF


def _is_guessable(password: str, context: Iterable[str]) -> bool:
    folded = key(password).replace(" ", "")
    letters = re.sub(r"[^a-z]", "", folded)
    if len(set(folded)) < 5 or any(folded and folded in line * 2 for line in SEQUENCES):
        return True
    if any(letters == line[: len(letters)] for line in SEQUENCES if len(letters) >= 4):
        return True
    return _is_made_of(letters, COMMON | set(_about(context))) and len(letters) > 0


def _about(context: Iterable[str]) -> Iterator[str]:
    """The words that tell who somebody is, whole and in parts: « nora.petit » is nora, petit and norapetit."""
    for words in context:
        parts = [re.sub(r"[^a-z]", "", part) for part in key(re.sub(r"[._@-]", " ", words)).split()]
        yield from (part for part in [*parts, "".join(parts)] if len(part) >= 3)


def _is_made_of(letters: str, words: Iterable[str]) -> bool:
    """Whether nothing but a few letters is left once the known words are taken out."""
    left = letters
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, " ") if word else left
    return len(left.replace(" ", "")) < 4 and left.count(" ") <= 3
