"""The filters of the address of the list: what it asks for, and the tag of each."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from club import narrowing
from club.library import catalogue
from club.library.catalogue import LEVELS, SORTS, Filter
from club.library.counting import Found
from club.library.licences import LICENCES
from club.library.searching import KIND
from club.narrowing import Offer, Part, Tags, among, asked, numbers
from club.territories import applying
from club.territories.applying import Where
from club.territories.models import Commune, Departement
from club.vocabulary import synonyms

FACETS = {"type": "type", "theme": "theme", "etape": "stage", "organisation": "organisation"}
CLOSED = {"fraicheur": "level", "licence": "licence"}
KNOWN = {*FACETS, *CLOSED, "q", "commune", "departement", "region", "france", "tri"}
NATIONAL = "Partout en France"


def wanted(default: str = "recentes") -> Filter:
    """What the address asks for; the whole search is in it."""
    organisation, sort = numbers("organisation"), asked("tri")
    return Filter(
        words=asked("q"), type_ids=numbers("type"), theme_ids=numbers("theme"), stage_ids=numbers("etape"),
        organisation_id=organisation[0] if organisation else None,
        levels=among("fraicheur", LEVELS), licences=among("licence", LICENCES),
        where=Where(asked("commune")[:5], asked("departement")[:3], asked("region")[:3], asked("france") == "1"),
        sort=sort if sort in SORTS else default,
    )  # fmt: skip


def used() -> dict[str, list[str]]:
    """The filters of this address, to be asked again elsewhere."""
    found: dict[str, list[str]] = {}
    for name, value in narrowing.used(KNOWN):
        found.setdefault(name, []).append(value)
    return found


PARTS = {
    "words": Part("les mots", ("q",)),
    "type": Part("la nature", ("type",)),
    "theme": Part("le thème", ("theme",)),
    "stage": Part("l’étape du projet", ("etape",)),
    "organisation": Part("l’organisation", ("organisation",)),
    "level": Part("la fraîcheur", ("fraicheur",)),
    "licence": Part("la licence", ("licence",)),
    "where": Part("le territoire", ("commune", "departement", "region", "france")),
}


def otherwise(wanted: Filter, found: Found, places: Sequence[Departement], here: Commune | None) -> dict[str, Any]:
    """What to try instead of a search that found nothing."""
    left = dict(found.without)
    if wanted.words and left:
        left["words"] = catalogue.size(replace(wanted, words=""))
    around = applying.wider(wanted.where, found.places, places, here)
    return {
        "lighter": narrowing.lighter(left, PARTS, KNOWN),
        "wider": [Offer(label, narrowing.instead(PARTS["where"], value, KNOWN), n) for label, value, n in around],
        "rather": synonyms.rather(wanted.words, audiences=["members"], kind=KIND) if wanted.words else None,
    }


def tags(found: Found, places: Sequence[Departement], here: Commune | None) -> Tags:
    """Each filter in use: its words, and the address without it."""
    named = {**FACETS, **CLOSED}
    labels = {(name, str(one.id)): one.label for name, facet in named.items() for one in found.facets[facet]}
    labels |= {("fraicheur", name): label for name, (_, _, label) in LEVELS.items()}
    labels |= {("licence", key): one.name for key, one in LICENCES.items()}
    labels |= {("departement", one.code): one.name for one in places}
    labels |= {("region", one.region_code): one.region.name for one in places}
    labels |= {("france", "1"): NATIONAL}
    labels |= {("commune", here.code): f"Valables à {here.name}"} if here else {}
    return narrowing.tags(labels, KNOWN, {*FACETS, "commune"})
