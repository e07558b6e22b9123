"""What somebody who leaves has in hand, and what becomes of each thing: chosen one by one or by group."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from club.access import Conflict
from club.extensions import db
from club.handover.models import Fate, Handover, HandoverThing
from club.members.models import Member
from club.passing import PARTS, Item, Part
from club.policy import Action, Viewer, can

WORDS = {Fate.KEPT: "Je garde", Fate.GIVEN: "Je transmets", Fate.LEFT: "Je laisse"}
Key = tuple[str, str]  # the kind of a thing and its name within it


class Row(NamedTuple):
    """A thing and what was chosen for it."""

    item: Item
    fate: Fate
    fates: Sequence[Fate]  # those that may be chosen


class Group(NamedTuple):
    """The things of a kind that a reader may see."""

    kind: str
    part: Part
    rows: Sequence[Row]

    @property
    def fates(self) -> list[Fate]:
        """What may be chosen for the whole group."""
        return [fate for fate in Fate if any(fate in row.fates for row in self.rows)]


def groups(handover: Handover, viewer: Viewer) -> list[Group]:
    """All that there is to choose, for who leaves; the others see what is not that person's own business."""
    chosen = {(one.kind, one.key): Fate(one.fate) for one in of_handover(handover.id)}
    found = []
    for kind, part in PARTS.items():
        items = [one for one in part.items(handover.member, handover.commune_code) if _shown(one, handover, viewer)]
        rows = [Row(one, chosen.get((kind, one.key), Fate.KEPT), _fates(part, one)) for one in items]
        found.append(Group(kind, part, rows))
    return found


def _shown(item: Item, handover: Handover, viewer: Viewer) -> bool:
    return not item.is_own or can(viewer, Action.HANDOVER_OWN, handover)


def _fates(part: Part, item: Item) -> list[Fate]:
    given, left = item.can_give, part.can_let_go
    return [Fate.KEPT, *([Fate.GIVEN] if given else []), *([Fate.LEFT] if left else [])]


def of_handover(handover_id: int) -> Sequence[HandoverThing]:
    """The choices made, in the order of the page."""
    rows = db.session.scalars(select(HandoverThing).where(HandoverThing.handover_id == handover_id)).all()
    order = list(PARTS)
    return sorted(rows, key=lambda one: (order.index(one.kind) if one.kind in order else len(order), one.title))


def numbers(handover_id: int) -> dict[Fate, int]:
    """How many things are given, and how many are left."""
    counted = select(HandoverThing.fate, func.count()).where(HandoverThing.handover_id == handover_id)
    found = {Fate(fate): number for fate, number in db.session.execute(counted.group_by(HandoverThing.fate))}
    return {fate: found.get(fate, 0) for fate in Fate}


def choose(
    handover: Handover, found: Iterable[Group], wanted: Mapping[Key, str], *, version: int, by: Member
) -> dict[Fate, int]:
    """Write down what is wanted of the things that may be chosen; how many of each fate there are now.

    Raises Conflict when somebody else chose otherwise, for one of them, since `version`.
    """
    known = {(one.kind, one.key): one for one in of_handover(handover.id)}
    rows = {(group.kind, row.item.key): row for group in found for row in group.rows}
    asked = {key: Fate(fate) for key, fate in wanted.items() if key in rows and fate in rows[key].fates}
    changed = {key: fate for key, fate in asked.items() if fate != rows[key].fate}
    stale = [key for key in changed if key in known and known[key].at_version > version]
    if stale:
        theirs = "\n".join(f"{rows[key].item.title} : {WORDS[rows[key].fate]}" for key in stale)
        raise Conflict(theirs, "\n".join(f"{rows[key].item.title} : {WORDS[changed[key]]}" for key in stale))
    if changed:
        handover.version += 1
    for key, fate in changed.items():
        _write(handover, key, rows[key].item, fate, by)
    fates = [changed.get(key, row.fate) for key, row in rows.items()]
    return {fate: fates.count(fate) for fate in Fate}


def _write(handover: Handover, key: Key, item: Item, fate: Fate, by: Member) -> None:
    kind, name = key
    row = db.session.get(HandoverThing, (handover.id, kind, name))
    if row is None:
        row = HandoverThing(handover_id=handover.id, kind=kind, key=name)
        db.session.add(row)
    row.fate, row.title, row.url, row.note = fate, item.title[:200], item.url[:300], item.note[:500]
    row.is_own = item.is_own
    row.chosen_by_id, row.at_version = by.id, handover.version


def past(handover: Handover, viewer: Viewer) -> list[tuple[str, HandoverThing]]:
    """What was chosen, once the day has come: who leaves reads all of it, the others how it stands with the commune."""
    is_own = can(viewer, Action.HANDOVER_OWN, handover)
    shown = [one for one in of_handover(handover.id) if is_own or not one.is_own]
    return [(WORDS[Fate(one.fate)], one) for one in shown]


class Given(NamedTuple):
    """The things of a kind that the successor is given."""

    heading: str
    rows: Sequence[HandoverThing]


def given(handover: Handover) -> list[Given]:
    """All that was passed on, answered or not, by kind."""
    rows = [one for one in of_handover(handover.id) if one.fate == Fate.GIVEN and _is_there(one)]
    found = {kind: [one for one in rows if one.kind == kind] for kind in PARTS}
    return [Given(PARTS[kind].heading, of_kind) for kind, of_kind in found.items() if of_kind]


def _is_there(one: HandoverThing) -> bool:
    """A thing that vanished before the day, or waited too long, is not shown."""
    return one.facts is not None or one.answered_at is not None
