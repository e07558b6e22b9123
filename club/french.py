"""How the club says moments, numbers and sizes in French."""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from club import clock

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet",
    "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
NO_TIME, HALF_A_DAY = timedelta(0), timedelta(hours=12)
ARTICLES = {"Le": ("du", "au"), "Les": ("des", "aux")}
VOWEL = re.compile("[aàâeéèêëiîïoôuùûh]|y[^aeiou]", re.IGNORECASE)
NARROW, NO_BREAK = "\u202f", "\u00a0"
GUILLEMETS = re.compile("(?<=«) (?=\\S)|(?<=\\S) (?=»)")
HIGH_SIGNS = re.compile(r"(?<=\S) (?=[:;?!](?![^\s<\"{)»’]))")


def unbroken(words: str) -> str:
    """The same with the spaces that no line may end at: inside guillemets, before a sign of two parts."""
    return HIGH_SIGNS.sub(NARROW, GUILLEMETS.sub(NO_BREAK, words))


def moment(at: datetime) -> str:
    """A moment as people say it: « il y a 5 min », « hier à 11 h 40 », « 12 mars 2025 »."""
    now, zone = clock.now(), clock.zone()
    return recently(at, now, zone) or told(at, now.astimezone(zone).date(), zone)


def recently(at: datetime, now: datetime, zone: tzinfo) -> str:
    """How long ago it was, when it was on the same day and less than twelve hours ago; otherwise nothing."""
    age = now - at
    if not NO_TIME <= age < HALF_A_DAY or at.astimezone(zone).date() != now.astimezone(zone).date():
        return ""
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "à l’instant"
    return f"il y a {minutes} min" if minutes < 60 else f"il y a {minutes // 60} h"


@lru_cache(maxsize=4096)
def told(at: datetime, today: date, zone: tzinfo) -> str:
    """The same for another moment than a recent one: all of today it is said in this way."""
    here = at.astimezone(zone)
    days = (today - here.date()).days
    if days in {0, 1, -1}:
        return {0: "aujourd’hui", 1: "hier", -1: "demain"}[days] + f" à {hour(here)}"
    if 1 < days < 7:
        return f"{DAYS[here.weekday()]} à {hour(here)}"
    return day(here.date(), with_year=here.year != today.year)


def fulldate(at: datetime, zone: tzinfo | None = None) -> str:
    """A moment in full: « mardi 3 mars 2026 à 11 h 40 »."""
    return _fulldate(at, zone or clock.zone())


@lru_cache(maxsize=4096)
def _fulldate(at: datetime, zone: tzinfo) -> str:
    here = at.astimezone(zone)
    return f"{DAYS[here.weekday()]} {day(here.date())} à {hour(here)}"


def day(value: date, with_year: bool = True) -> str:
    """A day: « 1er mars 2026 »."""
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number} {MONTHS[value.month - 1]}" + (f" {value.year}" if with_year else "")


def hour(at: datetime | time) -> str:
    """An hour, never cut at the end of a line: « 9 h 05 », « 14 h »."""
    return f"{at.hour}{NO_BREAK}h" + (f"{NO_BREAK}{at.minute:02d}" if at.minute else "")


def number(value: int | float) -> str:
    """A number with narrow no-break spaces between thousands."""
    text = f"{value:,.1f}" if isinstance(value, float) and not value.is_integer() else f"{int(value):,}"
    return text.replace(",", NARROW).replace(".", ",")


def euros(value: int | float) -> str:
    """An amount: « 38 400 € »."""
    return f"{number(value)}{NARROW}€"


def filesize(octets: int) -> str:
    """A weight: « 64 Ko », « 1,5 Mo »."""
    if octets < 1000:
        return f"{octets}{NARROW}octets"
    if octets < 1_000_000:
        return f"{number(round(octets / 1000))}{NARROW}Ko"
    return f"{number(round(octets / 1_000_000, 1))}{NARROW}Mo"


def dialled(phone: str) -> str:
    """The number as a telephone takes it: « +33 (0)2 54 00 00 00 » is +33254000000."""
    return re.sub(r"\(0\)|[^+\d]", "", phone)


def plural(count: int, one: str, many: str = "") -> str:
    """« 1 réponse », « 2 réponses »: a number and its noun (0 and 1 are singular in French)."""
    return f"{number(count)} {one if abs(count) < 2 else many or one + 's'}"


def of(name: str) -> str:
    """« d’Odile », « de Marie », « du Blanc »: whose it is. An H is taken for a mute one."""
    article, _, rest = name.partition(" ")
    if rest and article in ARTICLES:
        return f"{ARTICLES[article][0]} {rest}"
    return f"d’{name}" if VOWEL.match(name) else f"de {name}"


def to(name: str) -> str:
    """« à Levroux », « au Blanc », « aux Rosiers »."""
    article, _, rest = name.partition(" ")
    return f"{ARTICLES[article][1]} {rest}" if rest and article in ARTICLES else f"à {name}"


def capital(words: str) -> str:
    """The same with a capital at the beginning; the rest stays as it is (« ORT signée »)."""
    return words[:1].upper() + words[1:]


def small(words: str) -> str:
    """The same inside a sentence, without its capital; what is written in capitals keeps them (« ORT et cadre… »)."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def listed(words: list[str]) -> str:
    """« a, b et c »."""
    return " et ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))


LIST = "Choisissez dans la liste."
MISTAKES = {
    "Not a valid choice.": LIST,
    "Invalid Choice: could not coerce.": LIST,
    "'%(value)s' is not a valid choice for this field.": LIST,
    "'%(value)s' are not valid choices for this field.": LIST,
    "Not a valid date value.": "Écrivez une date, par exemple 31/12/2026.",
    "Not a valid time value.": "Écrivez une heure, par exemple 09:30.",
    "Not a valid integer value.": "Écrivez un nombre entier.",
    "Not a valid decimal value.": "Écrivez un nombre.",
    "Not a valid float value.": "Écrivez un nombre.",
    "This field is required.": "Ce champ est nécessaire.",
}


class FormWords:
    """What the library of forms says by itself, in the words of the club."""

    def gettext(self, sentence: str) -> str:
        return MISTAKES.get(sentence, sentence)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return MISTAKES.get(singular if count == 1 else plural, LIST)
