"""What the addresses of the directory ask."""

from typing import Any

from flask import request


def asked_for(name: str, longest: int = 100) -> str:
    return request.args.get(name, "").strip()[:longest]


def started_from() -> dict[str, Any]:
    """What a card is written for, from one of its sheets to the next: a département, a need."""
    asked = {name: asked_for(name, 9) for name in ("departement", "besoin")}
    return {name: value for name, value in asked.items() if value}


def number(name: str) -> int | None:
    value = asked_for(name, 9)
    return int(value) if value.isdecimal() else None
