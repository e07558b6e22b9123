"""The filters of an address: reading them, naming them, and the same address without one of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

MOST, LONGEST = 50, 100
Asked = MultiDict[str, str]
Used = list[tuple[str, str]]
Tags = list[tuple[str, str]]


@dataclass(frozen=True)
class Offer:
    """Another search than the one that found nothing, and how much it finds."""

    label: str
    url: str
    number: int


@dataclass(frozen=True)
class Part:
    """A facet of a list: its words, the names that it has in an address."""

    label: str
    names: Sequence[str]


def numbers(name: str, args: Asked | None = None) -> list[int]:
    """The ids of a filter, of this address unless said otherwise."""
    values = (request.args if args is None else args).getlist(name)
    return [int(value) for value in values[:MOST] if value.isdecimal() and len(value) < 9]


def asked(name: str, args: Asked | None = None) -> str:
    """One word of a filter."""
    return (request.args if args is None else args).get(name, "").strip()[:LONGEST]


def among(name: str, known: Collection[str]) -> list[str]:
    """The words of a filter that belong to a closed list."""
    return [value for value in dict.fromkeys(request.args.getlist(name)) if value in known]


def used(known: Collection[str]) -> Used:
    """The filters of this address, each with one of its values."""
    return [(name, value) for name, value in request.args.items(multi=True) if name in known and value.strip()]


def tags(labels: Mapping[tuple[str, str], str], known: Collection[str], of_ids: Collection[str]) -> Tags:
    """Each filter in use: its words, and the address without it. A choice that is no more can be taken back too."""
    filters = used(known)
    found = [(labels.get(one) or _unnamed(*one, of_ids), one) for one in filters]
    return [(label, _without(filters, one, known)) for label, one in found if label]


def _unnamed(name: str, value: str, of_ids: Collection[str]) -> str:
    """What no list names: words, or a choice that is no more."""
    if name == "q":
        return f"« {value[:40]} »"
    return "Choix inconnu" if name in of_ids and numbers(name) else ""


def _without(filters: Used, left_out: tuple[str, str], known: Collection[str]) -> str:
    kept = [one for one in filters if one != left_out]
    return address(request.endpoint or "", kept, known, **(request.view_args or {}))


def address(endpoint: str, filters: Iterable[tuple[str, str]], known: Collection[str], **values: Any) -> str:
    """A page with these filters; what is no filter is left out."""
    kept: dict[str, Any] = {}
    for name, value in filters:
        if name in known:
            kept.setdefault(name, []).append(value)
    return url_for(endpoint, **{**kept, **values})


def lighter(left: Mapping[str, int], parts: Mapping[str, Part], known: Collection[str]) -> list[Offer]:
    """The same search with one facet taken away whole, where that finds something."""
    return [
        Offer(part.label, instead(part, {}, known), left[facet]) for facet, part in parts.items() if left.get(facet)
    ]


def instead(part: Part, values: Mapping[str, str], known: Collection[str]) -> str:
    """The same search with other values of a facet."""
    kept = [one for one in used(known) if one[0] not in part.names]
    return address(request.endpoint or "", [*kept, *values.items()], known, **(request.view_args or {}))
