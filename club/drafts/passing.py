"""What a member who leaves passes on of the texts they began: the draft itself changes hands."""

import re

from club.drafts import operations, places, queries
from club.drafts.models import Draft
from club.extensions import db
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part

# Corrections, and steps of a write-up, are of a thing that only its author may change; announcements are the staff's.
ANYBODY = re.compile(r"nouveau-sujet|experience|reponse-\d+")


def _items(member: Member, commune: str) -> list[Item]:
    found = [(one, places.find(one.place)) for one in queries.mine(member.id)]
    return [
        Item(
            one.place, one.title or one.extract[:80] or place.label, place.url, one.saved_at, place.label,
            is_own=True, can_give=ANYBODY.fullmatch(one.place) is not None,
        )
        for one, place in found[:MOST] if place is not None
    ]  # fmt: skip


def _take(member: Member, key: str) -> Facts | None:
    draft = db.session.get(Draft, (member.id, key))
    if draft is None:
        return None
    facts = {"place": key, "title": draft.title, "body": draft.body, "fields": draft.fields}
    operations.drop(member.id, key)
    return facts


def _receive(facts: Facts, to: Member, from_id: int) -> None:
    """Below what the successor began at the same place, if anything."""
    known = db.session.get(Draft, (to.id, facts["place"]))
    if known is None:
        db.session.add(Draft(member_id=to.id, **facts))
        return
    known.title = known.title or facts["title"]
    known.body = f"{known.body}\n\n{facts['body']}".strip()
    known.fields = facts["fields"] | known.fields


def _let_go(member: Member, key: str) -> None:
    operations.drop(member.id, key)


DRAFTS = Part(
    "Textes commencés",
    "Transmis, un texte passe dans les brouillons de votre successeur. Laissé, il est effacé.",
    _items,
    _take,
    _receive,
    _let_go,
)
