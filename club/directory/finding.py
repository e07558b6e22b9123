"""The address of the list of members: what it asks for, the tag of each filter, what to try instead."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from sqlalchemy.orm import joinedload

from club import narrowing
from club.directory import people
from club.directory.people import SORTS, Wanted
from club.extensions import db
from club.narrowing import Part, Tags, asked, numbers
from club.policy import Viewer
from club.territories import scopes
from club.territories.models import Commune, Departement, Epci
from club.vocabulary import synonyms

PLACES = ("region", "departement", "epci", "commune", "jumelles")
TERMS = ("fonction", "theme", "aide")
KNOWN = {*PLACES, *TERMS, "q", "tri"}
PARTS = {
    "words": Part("les mots", ("q",)),
    "where": Part("le territoire", PLACES),
    "function": Part("la fonction", ("fonction",)),
    "theme": Part("le thème suivi", ("theme",)),
    "help": Part("« peut aider sur »", ("aide",)),
}
UNREAD = "« {} » n’est pas reconnu, ou désigne plusieurs communes. Essayez « Levroux (36) », un code Insee ou un SIREN."
Choices = Sequence[tuple[int, str]]


def wanted(here: Commune | None) -> Wanted:
    """The whole search is in the address; the nearest come first only from a commune that is on the map."""
    sort = asked("tri")
    is_placed = here is not None and here.latitude is not None
    function, theme, aid = (next(iter(numbers(name)), None) for name in TERMS)
    return Wanted(
        words=asked("q"), region=asked("region")[:3], departement=asked("departement")[:3], epci=asked("epci")[:9],
        commune=asked("commune")[:5], like=here.code if here and asked("jumelles") == "1" else "",
        function_id=function, theme_id=theme, help_id=aid,
        sort=sort if sort in SORTS and (is_placed or sort != "proches") else "nom",
    )  # fmt: skip


def home_of(commune_code: str | None) -> Commune | None:
    """The reader's commune with its EPCI."""
    return db.session.get(Commune, commune_code, options=[joinedload(Commune.epci)]) if commune_code else None


def place_typed() -> tuple[str | None, str]:
    """The same search in the commune or EPCI that was typed, or a sentence that says it is not known."""
    typed = asked("lieu")
    if not typed:
        return None, ""
    try:
        found = scopes.typed([typed])[0]
    except scopes.UnknownPlace:
        return None, UNREAD.format(typed[:80])
    if found.scope not in PLACES:
        return None, UNREAD.format(typed[:80])
    kept = [one for one in narrowing.used(KNOWN) if one[0] not in PLACES]  # one place at a time: this one is narrower
    return narrowing.address(request.endpoint or "", [*kept, (found.scope, found.code)], KNOWN), ""


def sorts(here: Commune | None) -> list[tuple[str, str, str]]:
    """The tabs: the same filters in another order."""
    kept = [one for one in narrowing.used(KNOWN) if one[0] != "tri"]
    offered = [name for name in SORTS if name != "proches" or (here is not None and here.latitude is not None)]
    said = {name: [*kept, ("tri", name)] if name != "nom" else kept for name in offered}
    return [(name, SORTS[name], narrowing.address(request.endpoint or "", said[name], KNOWN)) for name in offered]


def around(here: Commune | None, places: Sequence[Departement]) -> Tags:
    """One gesture for each territory that holds the reader's commune."""
    if here is None:
        return []
    region = next((one.region.name for one in places if one.region_code == here.region_code), "")
    steps = [("commune", here.code, here.name), ("epci", here.epci_siren, here.epci.name if here.epci else "")]
    steps += [("departement", here.departement_code, "Mon département"), ("region", here.region_code, region)]
    steps += [("jumelles", "1", f"Communes comme {here.name}")]
    return [(label, narrowing.instead(PARTS["where"], {name: code}, KNOWN)) for name, code, label in steps if code]


def tags(places: Sequence[Departement], functions: Choices, themes: Choices) -> Tags:
    """Each filter in use: its words, and the address without it."""
    labels = {("fonction", str(id)): label for id, label in functions}
    labels |= {("theme", str(id)): f"Suit : {label}" for id, label in themes}
    labels |= {("aide", str(id)): f"Peut aider sur : {label}" for id, label in themes}
    labels |= {("jumelles", "1"): "Communes comme la mienne"}
    labels |= {("departement", one.code): one.name for one in places}
    labels |= {("region", one.region_code): one.region.name for one in places}
    labels |= dict(_named(narrowing.used(("commune", "epci"))))
    return narrowing.tags(labels, KNOWN, TERMS)


def _named(used: Iterable[tuple[str, str]]) -> Iterable[tuple[tuple[str, str], str]]:
    """A commune or an EPCI by its name; a code that is nobody's can be taken back too."""
    for name, code in used:
        found: Any = db.session.get(Commune if name == "commune" else Epci, code[:9])
        yield (name, code), found.name if found else "Lieu inconnu"


def otherwise(viewer: Viewer, wanted: Wanted) -> dict[str, Any]:
    """What to try instead of a search that found nobody."""
    words = wanted.words
    return {
        "lighter": narrowing.lighter(people.lighter(viewer, wanted), PARTS, KNOWN),
        "wider": [],
        "rather": synonyms.rather(words, audiences=["members"], kind=people.KIND) if words else None,
    }
