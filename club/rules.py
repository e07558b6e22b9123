"""What a rule is, and how rules combine: the grammar of the policy."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol


class Viewer(Protocol):
    """Whoever looks: a member, or the visitor."""

    @property
    def id(self) -> int | None: ...
    @property
    def role(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def scope_departements(self) -> Sequence[str]: ...
    @property
    def is_project_leader(self) -> bool: ...


Rule = Callable[[Viewer, Any], bool]


def any_of(*rules: Rule) -> Rule:
    """Allowed when one of the rules allows."""

    def rule(viewer: Viewer, thing: Any) -> bool:
        for one in rules:  # noqa: SIM110 - asked many times a page: a generator costs more than the rules
            if one(viewer, thing):
                return True
        return False

    return rule


def all_of(*rules: Rule) -> Rule:
    """Allowed when every rule allows."""

    def rule(viewer: Viewer, thing: Any) -> bool:
        for one in rules:  # noqa: SIM110 - as above
            if not one(viewer, thing):
                return False
        return True

    return rule


def none_of(*rules: Rule) -> Rule:
    """Allowed when none of the rules holds."""
    return lambda viewer, thing: not any(rule(viewer, thing) for rule in rules)
