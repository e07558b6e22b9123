"""What a member who leaves passes on of their collections: a private one changes hands, a shared one is copied."""

from flask import url_for
from sqlalchemy import exists, select

from club.collections import operations
from club.collections.models import Collection, CollectionStep
from club.extensions import db
from club.library.models import Resource
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part


def _items(member: Member, commune: str) -> list[Item]:
    mine = select(Collection).where(Collection.author_id == member.id, Collection.hidden_at.is_(None))
    newest = mine.order_by(Collection.updated_at.desc(), Collection.id).limit(MOST)
    return [_item(one) for one in db.session.scalars(newest)]


def _item(one: Collection) -> Item:
    is_private = one.shared_at is None
    url = url_for("collections.show", id=one.id, slug=one.slug)
    return Item(str(one.id), one.title, url, one.updated_at, "pour moi seul" if is_private else "", is_own=is_private)


def _own(member: Member, key: str) -> Collection | None:
    found = db.session.get(Collection, int(key))
    return found if found and found.author_id == member.id else None


def _take(member: Member, key: str) -> Facts | None:
    found = _own(member, key)
    if found is None:
        return None
    steps = select(CollectionStep.resource_id, CollectionStep.why).where(CollectionStep.collection_id == found.id)
    rows = db.session.execute(steps.order_by(CollectionStep.position, CollectionStep.id)).all()
    facts = {"title": found.title, "intro": found.intro, "steps": [[row.resource_id, row.why] for row in rows]}
    if found.shared_at is None:
        operations.drop(found)
    return facts


def _receive(facts: Facts, to: Member, from_id: int) -> None:
    sheet = operations.Sheet(title=facts["title"], intro=facts["intro"], is_shared=False)
    made = operations.create(sheet, by=to)
    for resource_id, why in facts["steps"]:
        if db.session.scalar(select(exists().where(Resource.id == resource_id))):
            operations.add(made, resource_id, why)


def _let_go(member: Member, key: str) -> None:
    """Only what nobody else reads is dropped."""
    found = _own(member, key)
    if found is not None and found.shared_at is None:
        operations.drop(found)


COLLECTIONS = Part(
    "Parcours",
    "Transmis, un parcours privé passe à votre successeur ; un parcours partagé reste signé de vous et il en reçoit "
    "une copie. Laissé, un parcours privé est effacé.",
    _items,
    _take,
    _receive,
    _let_go,
)
