"""The filters of the address of the list: what it asks for, and the tag of each."""

from collections.abc import Sequence

from club import narrowing
from club.library.catalogue import LEVELS, SORTS, Filter
from club.library.counting import Found
from club.library.licences import LICENCES
from club.narrowing import Tags, among, asked, numbers
from club.territories.applying import Where
from club.territories.models import Commune, Departement

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
