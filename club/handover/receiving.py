"""What the successor finds: each thing accepted, or not, in one gesture."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import Select, delete, exists, func, select, update

from club import clock, jobs
from club.extensions import db
from club.handover.models import Fate, Handover, HandoverThing
from club.members.events import MemberChanged
from club.members.models import Member, Status
from club.passing import PARTS

ALL = "tout"
KEPT = timedelta(days=180)  # as drafts: what nobody answers goes


def waiting(handover_id: int) -> Select[HandoverThing]:
    """What was given and not answered."""
    given = HandoverThing.fate == Fate.GIVEN, HandoverThing.facts.is_not(None), HandoverThing.answered_at.is_(None)
    return select(HandoverThing).where(HandoverThing.handover_id == handover_id, *given)


def named(handover_id: int, name: str) -> Sequence[HandoverThing]:
    """The thing of this name (« draft:nouveau-sujet »), or all, among those that wait; taken for this request."""
    which = waiting(handover_id)
    if name != ALL:
        kind, _, key = name.partition(":")
        which = which.where(HandoverThing.kind == kind, HandoverThing.key == key)
    return db.session.scalars(which.order_by(HandoverThing.kind, HandoverThing.key).with_for_update()).all()


def answer(things: Iterable[HandoverThing], handover: Handover, *, is_yes: bool, by: Member) -> int:
    """Accept these, or do without; how many. Raises Refused when one cannot be received now."""
    done = 0
    for thing in things:
        part = PARTS.get(thing.kind)
        if is_yes and part is not None and part.receive is not None:
            part.receive(thing.facts or {}, by, handover.member_id)
        thing.answered_at, thing.is_accepted, thing.facts = clock.now(), is_yes, None
        done += 1
    return done


def waiting_of(member_id: int) -> int:
    """How many things wait for the answer of this member."""
    mine = Handover.successor_id == member_id, Handover.left_at.is_not(None), HandoverThing.fate == Fate.GIVEN
    given = select(func.count()).select_from(HandoverThing).join(Handover, Handover.id == HandoverThing.handover_id)
    unanswered = HandoverThing.facts.is_not(None), HandoverThing.answered_at.is_(None)
    return db.session.scalar(given.where(*mine, *unanswered)) or 0


@jobs.every(hour=3)
def forget_unanswered() -> None:
    """What was given half a year ago and waits still is forgotten: it may hold what somebody wrote."""
    old = select(Handover.id).where(Handover.left_at < clock.now() - KEPT)
    waiting = update(HandoverThing).where(HandoverThing.handover_id.in_(old), HandoverThing.facts.is_not(None))
    db.session.execute(waiting.values(facts=None, note="").execution_options(synchronize_session=False))
    words = update(Handover).where(Handover.id.in_(old), Handover.word != "")
    db.session.execute(words.values(word="", word_html="").execution_options(synchronize_session=False))
    db.session.commit()


def member_changed(event: MemberChanged) -> None:
    """Who closes the account leaves neither reasons nor choices behind; what was given to them waits for another."""
    gone = exists().where(Member.id == event.member_id, Member.status == Status.CLOSED)
    about = update(Handover).where(Handover.member_id == event.member_id, gone)
    db.session.execute(about.values(reason="").execution_options(synchronize_session=False))
    private = select(Handover.id).where(Handover.member_id == event.member_id, gone)
    unneeded = delete(HandoverThing).where(HandoverThing.handover_id.in_(private), HandoverThing.fate != Fate.GIVEN)
    db.session.execute(unneeded.execution_options(synchronize_session=False))
    to_come = update(Handover).where(Handover.successor_id == event.member_id, Handover.under_way(), gone)
    db.session.execute(to_come.values(successor_id=None).execution_options(synchronize_session=False))


def exported(member: Member) -> list[dict[str, object]]:
    """The departures of a member, what they chose, and what they were given: for the copy of one's own data."""
    given = (Handover.successor_id == member.id) & Handover.left_at.is_not(None)  # before, it may still change
    mine = select(Handover).where((Handover.member_id == member.id) | given)
    return [_told(one, member) for one in db.session.scalars(mine.order_by(Handover.id))]


def _told(one: Handover, member: Member) -> dict[str, object]:
    is_mine = one.member_id == member.id
    rows = select(HandoverThing).where(HandoverThing.handover_id == one.id).order_by(HandoverThing.title)
    shown: Sequence[HandoverThing] = [row for row in db.session.scalars(rows) if is_mine or row.fate == Fate.GIVEN]
    told: dict[str, object] = {
        "commune": one.commune_code, "depart": one.leaves_on.isoformat(), "je_pars": is_mine,
        "choses": [{"titre": row.title, "choix": row.fate} for row in shown],
    }  # fmt: skip
    return told | ({"mot": one.word, "raison": one.reason} if is_mine else {})
