"""A line beside the resource it is about: what it changes, and what it may not, for it was edited in the club."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from club.importing.models import Outcome
from club.library import operations, publishing
from club.library.importing.columns import label_of
from club.library.importing.models import CatalogueImport
from club.library.importing.understanding import Lists, Said, Values
from club.library.models import Resource
from club.library.states import LABELS, State
from club.members.models import Member

LONG = 80  # characters above which a text is remembered by its mark
BLANK: Values = {
    "title": "", "type": None, "summary": "", "body": "", "themes": [], "stages": [], "territories": {}, "links": [],
    "licence": "", "language": "fr", "expires_on": "", "state": State.DRAFT.value,
}  # fmt: skip


@dataclass(frozen=True)
class Aim:
    """What an import does with what is whole: the state it gives, None to leave drafts as they are."""

    state: State | None

    @classmethod
    def of(cls, run: CatalogueImport, by: Member) -> "Aim":
        """Published where its author may, given to be read where this club does so first."""
        if not run.is_published:
            return cls(None)
        own = Resource(organisation_id=run.organisation_id, departement_code=by.departement_code)
        return cls(State.PUBLISHED if publishing.may_publish(by, own) else State.REVIEW)


@dataclass
class Plan:
    """What becomes of a line. `values` is all that its resource says afterwards, `written` what is remembered of it."""

    outcome: Outcome
    values: Values = field(default_factory=dict)
    changes: Values = field(default_factory=dict)
    written: Values = field(default_factory=dict)
    protected: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def present(resource: Resource) -> Values:
    """What a resource says today, field by field. It is loaded whole, files and cover too."""
    day = resource.expires_on
    return {
        "title": resource.title, "type": resource.type_id, "summary": resource.summary, "body": resource.body,
        "themes": sorted(one.id for one in resource.themes), "stages": sorted(one.id for one in resource.stages),
        "territories": {f"{one.scope}:{one.code}": one.label for one in resource.territories},
        "links": [[one.url, one.label] for one in resource.links],
        "licence": resource.licence, "language": resource.language,
        "expires_on": day.isoformat() if day else "", "state": resource.state,
        **{f"detail:{name}": value for name, value in resource.details.items()},
    }  # fmt: skip


def mark(value: Any) -> Any:
    """A value as it is remembered: a long text by its digest, territories by their codes."""
    if isinstance(value, dict):
        return sorted(value)
    if isinstance(value, str) and len(value) > LONG:
        return hashlib.sha256(value.encode()).hexdigest()
    return value


def marks(values: Mapping[str, Any]) -> Values:
    """All the values as they are remembered."""
    return {name: mark(value) for name, value in values.items()}


def plan(said: Said, resource: Resource | None, written: Values | None, known: Lists, aim: Aim) -> Plan:
    """What a line does. `written` is what an import last wrote; None when the resource was written in the club, and is
    taken as it stands: whoever names it by its page says what it becomes."""
    if said.refusal:
        return Plan(Outcome.REFUSED, notes=[said.refusal])
    today = BLANK | (present(resource) if resource else {})
    before = marks(today) if written is None else written
    found = Plan(Outcome.UNCHANGED, notes=list(said.notes))
    for name, value in said.values.items():
        if mark(value) == mark(today.get(name, "")):
            continue
        if _is_ours(name, today, before):
            found.changes[name] = value
        else:
            found.protected.append(label_of(name))
    _settle_state(found, today | found.changes, before, resource, known, aim)
    found.values = today | found.changes
    same = {name: value for name, value in said.values.items() if mark(value) == mark(found.values.get(name, ""))}
    found.written = before | marks(found.values if resource is None else same | found.changes)
    if resource is None or found.changes:
        found.outcome = Outcome.UPDATED if resource else Outcome.ADDED
    return found


def _is_ours(name: str, today: Values, before: Values) -> bool:
    """Whether a field still says what an import wrote, or says nothing."""
    return bool(mark(today.get(name, "")) == before.get(name, mark(BLANK.get(name, ""))))


def _settle_state(
    found: Plan, values: Values, before: Values, resource: Resource | None, known: Lists, aim: Aim
) -> None:
    """What is whole is published; a draft that somebody took back stays one."""
    if aim.state is None or values["state"] != State.DRAFT or before.get("state", State.DRAFT) != State.DRAFT:
        return
    slug = known.slugs.get(values["type"], "")
    own = {name.partition(":")[2]: value for name, value in values.items() if name.startswith("detail:")}
    missing = operations.lacking(
        slug,
        own,
        summary=values["summary"],
        has_theme=bool(values["themes"]),
        has_place=bool(values["territories"]),
        has_file=bool(resource and resource.files),
        is_described=not (resource and resource.cover and not resource.cover.alt),
    )
    if missing:
        found.notes.append(f"Reste un brouillon, il manque\u202f: {', '.join(missing)}.")
    else:
        found.changes["state"] = aim.state.value
        if aim.state == State.REVIEW:
            found.notes.append(f"« {LABELS[State.REVIEW]} »\u202f: l’équipe la publie.")
