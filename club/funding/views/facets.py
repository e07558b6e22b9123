"""The filters of an address: what it asks for, and the same address without one of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request, url_for

from club.funding import states
from club.funding.catalogue import Filter
from club.funding.counting import Counts
from club.funding.states import State
from club.territories.models import Departement

STATES = {one.value: one for one in State}
FACETS = {"nature": "kind", "theme": "theme", "etape": "stage", "financeur": "funder"}
FLAGS = {"ouvertes": "Ouvertes maintenant", "appel": "Appels à projets"}

KNOWN = {*FACETS, *FLAGS, "etat", "departement", "region", "q"}


def numbers(name: str) -> list[int]:
    """The ids of a filter."""
    return [int(value) for value in request.args.getlist(name)[:50] if value.isdecimal() and len(value) < 9]


def asked(name: str) -> str:
    """One word of a filter."""
    return request.args.get(name, "").strip()[:100]


def wanted(**more: Any) -> Filter:
    """What the address asks for; the whole search is in it."""
    funder = numbers("financeur")
    return Filter(
        words=asked("q"), kind_ids=numbers("nature"), theme_ids=numbers("theme"), stage_ids=numbers("etape"),
        funder_id=funder[0] if funder else None, departement=asked("departement")[:3], region=asked("region")[:3],
        states=[STATES[value] for value in request.args.getlist("etat") if value in STATES],
        is_open=asked("ouvertes") == "1", is_call=asked("appel") == "1", **more,
    )  # fmt: skip


def tags(counts: Counts, places: Sequence[Departement]) -> list[tuple[str, str]]:
    """Each filter in use: its words, and the address without it."""
    labels = {(name, str(row.id)): row.label for name, facet in FACETS.items() for row in counts[facet]}
    labels |= {("etat", value): states.LABELS[one] for value, one in STATES.items()}
    labels |= {("departement", one.code): one.name for one in places}
    labels |= {("region", one.region_code): one.region.name for one in places}
    labels |= {(name, "1"): label for name, label in FLAGS.items()}
    used = [(name, value) for name, value in request.args.items(multi=True) if value.strip()]
    found = [(labels.get(one) or _unnamed(*one), one) for one in used]
    return [(label, _address(used, one)) for label, one in found if label]


def _unnamed(name: str, value: str) -> str:
    """What no list names: words, or a choice that is no more, which must be seen to be taken back."""
    if name == "q":
        return f"« {value[:40]} »"
    return "Choix inconnu" if name in FACETS and numbers(name) else ""


def _address(used: list[tuple[str, str]], left_out: tuple[str, str]) -> str:
    return address(request.endpoint or "", [one for one in used if one != left_out], **(request.view_args or {}))


def address(endpoint: str, used: Iterable[tuple[str, str]], **values: Any) -> str:
    """A page with these filters; what is no filter is left out."""
    kept: dict[str, Any] = {}
    for name, value in used:
        if name in KNOWN:
            kept.setdefault(name, []).append(value)
    return url_for(endpoint, **{**kept, **values})
