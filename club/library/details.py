"""The details that the type of a resource asks for (types.py): read from a form, shown, said in words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time

from club import french
from club.forms import NOT_A_PHONE, PHONE, is_address
from club.library.types import Field, shape_of

MOST_LINES = 20
DURATION = re.compile(r"(?:(?P<hours>\d{1,3})\s*(?:h|heures?))?\s*(?:(?P<minutes>\d{1,3})\s*(?:min|minutes?|mn)?)?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class Wrong(ValueError):
    """What was typed does not fit its field; the text is a French sentence."""


@dataclass(frozen=True)
class Fact:
    """A field as it is shown: `url` makes it a link."""

    label: str
    value: str
    url: str = ""


def read(field: Field, typed: str) -> str:
    """What is kept of what was typed, empty when nothing was; raises Wrong."""
    return READERS[field.kind](field, typed.strip()) if typed.strip() else ""


def facts(slug: str, details: Mapping[str, str]) -> list[Fact]:
    """What the page of a resource shows of its details, in the order of its type."""
    return [_fact(field, details[field.name]) for field in shape_of(slug).fields if details.get(field.name)]


def on_card(slug: str, details: Mapping[str, str]) -> str:
    """The few details that a list shows: « 12 mars 2026 · 1 h 30 »."""
    fields = [field for field in shape_of(slug).fields if field.is_on_card and details.get(field.name)]
    return " · ".join(field.card_word + worded(field, details[field.name]) for field in fields)


def written(slug: str, details: Mapping[str, str]) -> str:
    """The details as words, to be searched and compared."""
    return "\n".join(f"{fact.label}\u202f: {fact.value}" for fact in facts(slug, details))


def lacking(slug: str, details: Mapping[str, str]) -> list[str]:
    """The fields that publication asks for and that are empty, as the middle of a sentence."""
    return [f"« {field.label} »" for field in shape_of(slug).fields if field.needed and not details.get(field.name)]


def _fact(field: Field, kept: str) -> Fact:
    prefix = {"address": "", "email": "mailto:", "phone": "tel:"}.get(field.kind)
    url = "" if prefix is None else prefix + (french.dialled(kept) if field.kind == "phone" else kept)
    return Fact(field.label, worded(field, kept), url)


def worded(field: Field, kept: str) -> str:
    """What is kept, as people say it."""
    if field.kind == "day":
        return french.day(date.fromisoformat(kept))
    if field.kind == "duration":
        hours, minutes = divmod(int(kept), 60)
        return " ".join(filter(None, [f"{hours} h" if hours else "", _minutes(hours, minutes)]))
    if field.kind == "hour":
        return french.hour(time.fromisoformat(kept))
    if field.kind == "choice":
        return (field.choices or {}).get(kept, kept)
    return kept


def _minutes(hours: int, minutes: int) -> str:
    return (f"{minutes:02d}" if hours else f"{minutes} min") if minutes else ""


def _read_text(field: Field, typed: str) -> str:
    if len(typed) > 300:
        raise Wrong("300 caractères au plus.")
    return " ".join(typed.split())


def _read_lines(field: Field, typed: str) -> str:
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_LINES or any(len(line) > 200 for line in lines):
        raise Wrong(f"{MOST_LINES} lignes au plus, de 200 caractères au plus.")
    return "\n".join(lines)


def _read_day(field: Field, typed: str) -> str:
    parts = typed.split("/")
    try:
        return date.fromisoformat("-".join(reversed(parts)) if len(parts) == 3 else typed).isoformat()
    except ValueError:
        raise Wrong("Écrivez une date, par exemple 31/12/2026.") from None


def _read_hour(field: Field, typed: str) -> str:
    found = re.fullmatch(r"([01]?\d|2[0-3])\s*[:hH]\s*([0-5]\d)?", typed, re.ASCII)
    if not found:
        raise Wrong("Écrivez une heure, par exemple 14:00.")
    return f"{int(found[1]):02d}:{found[2] or '00'}"


def _read_duration(field: Field, typed: str) -> str:
    found = DURATION.fullmatch(typed.lower()) if typed.isascii() else None
    total = 60 * int(found["hours"] or 0) + int(found["minutes"] or 0) if found else 0
    if not total:
        raise Wrong("Écrivez une durée, par exemple 1 h 30 ou 45 min.")
    return str(total)


def _read_year(field: Field, typed: str) -> str:
    if not re.fullmatch(r"(19|20)\d\d", typed, re.ASCII):
        raise Wrong("Écrivez une année, par exemple 2025.")
    return typed


def _read_address(field: Field, typed: str) -> str:
    if len(typed) > 500 or not is_address(typed):
        raise Wrong("Saisissez une adresse complète, qui commence par https://.")
    return typed


def _read_email(field: Field, typed: str) -> str:
    if len(typed) > 254 or not EMAIL.fullmatch(typed):
        raise Wrong("Vérifiez cette adresse de courriel.")
    return typed


def _read_phone(field: Field, typed: str) -> str:
    if not PHONE.fullmatch(typed):
        raise Wrong(NOT_A_PHONE)
    return typed


def _read_choice(field: Field, typed: str) -> str:
    if typed not in (field.choices or {}):
        raise Wrong("Choisissez dans la liste.")
    return typed


READERS: dict[str, Callable[[Field, str], str]] = {
    "text": _read_text, "lines": _read_lines, "day": _read_day, "hour": _read_hour, "duration": _read_duration,
    "year": _read_year, "address": _read_address, "email": _read_email, "phone": _read_phone, "choice": _read_choice,
}  # fmt: skip
