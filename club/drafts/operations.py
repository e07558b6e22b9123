"""Keeping drafts, and letting them go."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import delete, exists, select

from club import clock, jobs, text
from club.access import Refused
from club.drafts.models import Draft
from club.extensions import db
from club.members.events import MemberChanged
from club.members.models import Member, Status

KEPT = timedelta(days=180)
LONGEST = 40_000  # characters of one text
MOST_FIELDS = 150  # a funding table has many
MOST_TYPED = 2 * LONGEST  # of a whole form


def keep(
    member_id: int, place: str, typed: Mapping[str, Sequence[str]], *, texts: Sequence[str] = ("title", "body")
) -> Draft | None:
    """Keep what is typed in the place of what was kept there; none of `texts` typed keeps nothing (and gives None)."""
    body, title = _one(typed, "body"), " ".join(_one(typed, "title").split())[:200]
    if texts and not any(_one(typed, name).strip() for name in texts):
        drop(member_id, place)
        return None
    sizes = [len(value) for values in typed.values() for value in values]
    if len(typed) > MOST_FIELDS or max(sizes, default=0) > LONGEST or sum(sizes) > MOST_TYPED:
        raise Refused("Ce texte est trop long pour être gardé en brouillon : copiez-le ailleurs.")
    draft = db.session.get(Draft, (member_id, place)) or Draft(member_id=member_id, place=place)
    draft.title, draft.body, draft.saved_at = title, body, clock.now()
    draft.fields = {name: list(values) for name, values in typed.items() if name not in {"body", "title"}}
    db.session.add(draft)
    return draft


def _one(typed: Mapping[str, Sequence[str]], name: str) -> str:
    return text.clean(next(iter(typed.get(name, ())), ""))


def drop(member_id: int, place: str) -> None:
    """The text is published, or not wanted any more."""
    gone = delete(Draft).where(Draft.member_id == member_id, Draft.place == place)
    db.session.execute(gone.execution_options(synchronize_session=False))


def move(place: str, into: str) -> None:
    """What anybody began at a place goes on at another, below what they had begun there."""
    for draft in db.session.scalars(select(Draft).where(Draft.place == place)).all():
        there = db.session.get(Draft, (draft.member_id, into))
        if there is None:
            draft.place = into
            continue
        there.body = f"{there.body}\n\n{draft.body}".strip()
        there.fields = draft.fields | there.fields
        db.session.delete(draft)
    db.session.flush()


def member_changed(event: MemberChanged) -> None:
    """Who closes the account leaves no text begun."""
    gone = exists().where(Member.id == event.member_id, Member.status == Status.CLOSED)
    theirs = delete(Draft).where(Draft.member_id == event.member_id, gone)
    db.session.execute(theirs.execution_options(synchronize_session=False))


def exported(member: Member) -> list[dict[str, object]]:
    """The texts that a member began, for the copy of one's own data."""
    mine = select(Draft).where(Draft.member_id == member.id).order_by(Draft.place)
    return [
        {"lieu": one.place, "titre": one.title, "texte": one.body, "champs": one.fields}
        for one in db.session.scalars(mine)
    ]


@jobs.every(hour=2)
def forget_old_drafts() -> None:
    """What nobody has touched for half a year goes."""
    gone = delete(Draft).where(Draft.saved_at < clock.now() - KEPT)
    db.session.execute(gone.execution_options(synchronize_session=False))
    db.session.commit()
