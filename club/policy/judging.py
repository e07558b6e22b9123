"""The gate of every permission: the table of rules, and the one question that is asked of it."""

from typing import Any

from club.actions import Action
from club.rules import Rule, Viewer

RULES: dict[Action, Rule] = {}  # filled by the table of the package


def can(viewer: Viewer, action: Action, thing: Any = None) -> bool:
    """Whether this person may do this, to this thing."""
    return RULES[action](viewer, thing)
