"""Reports and decisions."""

from typing import Any

from sqlalchemy import select

from club import clock, journal
from club.access import Refused
from club.events import emit
from club.extensions import db
from club.members.models import Member
from club.moderation.events import ContentHidden, ContentRestored, ReportMade, ReportSettled
from club.moderation.kinds import KINDS
from club.moderation.models import Report
from club.policy import Action
from club.rows import awaited

HIDDEN, KEPT = "hidden", "kept"


def report(kind: str, thing: Any, *, reason: str, note: str, by: Member) -> Report:
    """Tell staff that a thing needs a look; the same person reports the same thing once while it waits."""
    known = select(Report).where(
        Report.thing_kind == kind,
        Report.thing_id == thing.id,
        Report.reporter_id == by.id,
        Report.settled_at.is_(None),
    )
    if earlier := db.session.scalar(known):
        return earlier
    made = Report(
        thing_kind=kind,
        thing_id=thing.id,
        thing_label=KINDS[kind].label(thing)[:200],
        thing_author_id=KINDS[kind].author_id(thing),
        departement_code=getattr(thing, "departement_code", None),
        reporter_id=by.id,
        reason=reason,
        note=note,
    )
    db.session.add(made)
    db.session.flush()
    emit(ReportMade(report_id=made.id, departement_code=made.departement_code, label=made.thing_label))
    return made


def settle(one: Report, thing: Any, *, decision: str, note: str, by: Member) -> None:
    """Answer a report, and the others on the same thing; raises Refused when somebody already has."""
    awaited(one)
    if one.settled_at is not None:
        raise Refused("Ce signalement a déjà été traité.")
    if decision == HIDDEN:
        hide(one.thing_kind, thing, reason=note, by=by)
    for waiting in _on_the_same_thing(one):
        waiting.settled_at = clock.now()
        waiting.settled_by_id = by.id
        waiting.decision, waiting.decision_note = decision, note
        _tell(waiting, by)
    journal.record(
        *(Action.REPORT_SETTLE, one.thing_kind, one.thing_id),
        label=one.thing_label,
        after={"decision": decision},
        reason=note,
        by=by.id,
    )


def _on_the_same_thing(one: Report) -> list[Report]:
    same = select(Report).where(
        Report.thing_kind == one.thing_kind, Report.thing_id == one.thing_id, Report.settled_at.is_(None)
    )
    return list(db.session.scalars(same))


def _tell(one: Report, by: Member) -> None:
    emit(
        ReportSettled(
            report_id=one.id,
            reporter_id=one.reporter_id,
            label=one.thing_label,
            decision=one.decision,
            note=one.decision_note,
            by_id=by.id,
        )
    )


def hide(kind: str, thing: Any, *, reason: str, by: Member) -> None:
    """Take a thing out of sight, with a reason told to its author; raises Refused when it already is."""
    known = KINDS[kind]
    if known.hide is None:
        raise Refused("Cette fiche ne se masque pas. Un compte peut être suspendu depuis l’administration.")
    if thing.hidden_at is not None:
        raise Refused("Ce contenu est déjà masqué.")
    known.hide(thing, reason=reason, by=by)
    _record(Action.CONTENT_HIDE, kind, thing, {"hidden": False}, {"hidden": True}, reason, by)
    author_id = known.author_id(thing)
    if author_id:
        facts = {"kind": kind, "thing_id": thing.id, "author_id": author_id, "by_id": by.id}
        emit(ContentHidden(**facts, label=known.label(thing), url=known.url(thing), reason=reason))


def restore(kind: str, thing: Any, *, by: Member) -> None:
    """Bring a hidden thing back; raises Refused when it is not hidden."""
    known = KINDS[kind]
    if known.restore is None or thing.hidden_at is None:
        raise Refused("Ce contenu n’est pas masqué.")
    known.restore(thing, by=by)
    _record(Action.CONTENT_HIDE, kind, thing, {"hidden": True}, {"hidden": False}, "", by)
    author_id = known.author_id(thing)
    if author_id:
        facts = {"kind": kind, "thing_id": thing.id, "author_id": author_id, "by_id": by.id}
        emit(ContentRestored(**facts, label=known.label(thing), url=known.url(thing)))


def _record(
    act: str, kind: str, thing: Any, before: dict[str, Any], after: dict[str, Any], reason: str, by: Member
) -> None:
    journal.record(
        act, kind, thing.id, label=KINDS[kind].label(thing), before=before, after=after, reason=reason, by=by.id
    )
