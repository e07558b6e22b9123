"""What an address, or a kept search, asks of the list of aids."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from club import narrowing
from club.funding.catalogue import Filter
from club.funding.states import State

STATES = {one.value: one for one in State}
FACETS = {"nature": "kind", "theme": "theme", "etape": "stage", "financeur": "funder"}
FLAGS = {"ouvertes": "Ouvertes maintenant", "appel": "Appels à projets"}
KNOWN = {*FACETS, *FLAGS, "etat", "departement", "region", "q"}


def wanted(args: narrowing.Asked, **more: Any) -> Filter:
    """The filter that these words of an address mean."""
    funder = narrowing.numbers("financeur", args)
    return Filter(
        words=narrowing.asked("q", args),
        kind_ids=narrowing.numbers("nature", args),
        theme_ids=narrowing.numbers("theme", args),
        stage_ids=narrowing.numbers("etape", args),
        funder_id=funder[0] if funder else None,
        departement=narrowing.asked("departement", args)[:3],
        region=narrowing.asked("region", args)[:3],
        states=[STATES[value] for value in args.getlist("etat") if value in STATES],
        is_open=narrowing.asked("ouvertes", args) == "1",
        is_call=narrowing.asked("appel", args) == "1",
        **more,
    )


def said(pairs: Iterable[tuple[str, str]], commune: str = "") -> str:
    """The one way to write a search: its filters in order, each once; the same search is the same text."""
    kept = {(name, value.strip()) for name, value in pairs if name in KNOWN and value.strip()}
    return urlencode(sorted(kept | ({("commune", commune)} if commune else set())))


def read(query: str) -> narrowing.Asked:
    """The words of a search that was written so."""
    return MultiDict(parse_qsl(query))
