"""The filters of an address: what it asks for, and the same address without one of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from flask import request

from club import narrowing
from club.funding import asking, catalogue, states
from club.funding.asking import FACETS, FLAGS, KNOWN, STATES
from club.funding.catalogue import Filter, Place
from club.funding.counting import Counts
from club.funding.states import Edges
from club.narrowing import Offer, Part, Tags
from club.territories import applying
from club.territories.applying import Where
from club.territories.models import Departement
from club.vocabulary import synonyms


def wanted(**more: Any) -> Filter:
    """What the address asks for; the whole search is in it."""
    return asking.wanted(request.args, **more)


PARTS = {
    "words": Part("les mots", ("q",)),
    "kind": Part("la nature", ("nature",)),
    "theme": Part("le thème", ("theme",)),
    "stage": Part("l’étape du projet", ("etape",)),
    "funder": Part("le financeur", ("financeur",)),
    "state": Part("l’état", ("etat", "ouvertes")),
    "call": Part("l’appel à projets", ("appel",)),
    "where": Part("le territoire", ("departement", "region")),
}


def otherwise(wanted: Filter, where: Place, at: Edges, counts: Counts, places: Sequence[Departement]) -> dict[str, Any]:
    """What to try instead of a search that found nothing."""
    left = {row.label: row.number for row in counts["without"]}
    if wanted.words and left:
        left["words"] = catalogue.size(replace(wanted, words=""), where, at)
    numbers = applying.numbers([(row.label, row.number) for row in counts["place"]], places)
    around = applying.wider(Where("", wanted.departement, wanted.region), numbers, places, None)
    return {
        "lighter": narrowing.lighter(left, PARTS, KNOWN),
        "wider": [Offer(label, narrowing.instead(PARTS["where"], value, KNOWN), n) for label, value, n in around],
        "rather": synonyms.rather(wanted.words, audiences=["members"], kind=catalogue.KIND) if wanted.words else None,
    }


def tags(counts: Counts, places: Sequence[Departement]) -> Tags:
    """Each filter in use: its words, and the address without it."""
    labels = {(name, str(row.id)): row.label for name, facet in FACETS.items() for row in counts[facet]}
    labels |= {("etat", value): states.LABELS[one] for value, one in STATES.items()}
    labels |= {("departement", one.code): one.name for one in places}
    labels |= {("region", one.region_code): one.region.name for one in places}
    labels |= {(name, "1"): label for name, label in FLAGS.items()}
    return narrowing.tags(labels, KNOWN, FACETS)


def address(endpoint: str, used: Iterable[tuple[str, str]], **values: Any) -> str:
    """A page with these filters; what is no filter is left out."""
    return narrowing.address(endpoint, used, KNOWN, **values)
