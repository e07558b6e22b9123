"""Changes of collections. HTML is rendered here, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, func, select

from club import clock, journal, text
from club.access import Conflict, Refused
from club.collections import exports
from club.collections.events import CollectionChanged, CollectionDropped
from club.collections.models import Collection, CollectionStep
from club.events import emit
from club.extensions import db
from club.library import queries as library
from club.library.models import Resource
from club.members.events import MemberChanged
from club.members.models import Member, Status
from club.policy import Action
from club.rows import awaited

MOST_STEPS = 60


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that is written in the form: the words on the steps by their id."""

    title: str
    intro: str
    is_shared: bool
    whys: Mapping[int, str] = field(default_factory=dict)


def create(sheet: Sheet, *, by: Member) -> Collection:
    """A new collection, without steps."""
    collection = Collection(author_id=by.id, departement_code=by.departement_code, title=sheet.title, slug="")
    _write(collection, sheet)
    db.session.add(collection)
    db.session.flush()
    return collection


def edit(collection: Collection, sheet: Sheet, *, version: int, by: Member) -> None:
    """Replace the words; raises Conflict when they were changed since `version`."""
    awaited(collection)
    if version != collection.version:
        raise Conflict(f"{collection.title}\n\n{collection.intro}", f"{sheet.title}\n\n{sheet.intro}")
    collection.version += 1
    _write(collection, sheet)
    for step in _ordered(collection.id):
        step.why = sheet.whys.get(step.id, step.why)
    if by.id != collection.author_id:
        _note(collection, Action.COLLECTION_EDIT, by, {"edited": True})
    emit(CollectionChanged(collection_id=collection.id))


def _write(collection: Collection, sheet: Sheet) -> None:
    collection.title, collection.slug = sheet.title, text.slugify(sheet.title)
    collection.intro, collection.intro_html = sheet.intro, text.render(sheet.intro)
    collection.updated_at = clock.now()
    collection.shared_at = (collection.shared_at or clock.now()) if sheet.is_shared else None
    if collection.shared_at is None:
        collection.recommended_at = None


def add(collection: Collection, resource_id: int, why: str) -> None:
    """One more step, the last; raises Refused when it is there already, or the path is long enough."""
    steps = _ordered(collection.id)
    if any(step.resource_id == resource_id for step in steps):
        raise Refused("Cette ressource est déjà dans ce parcours.")
    if len(steps) >= MOST_STEPS:
        raise Refused(f"{MOST_STEPS} étapes au plus dans un parcours.")
    last = max((step.position for step in steps), default=0)
    step = CollectionStep(collection_id=collection.id, resource_id=resource_id, position=last + 1, why=why)
    db.session.add(step)
    collection.updated_at = clock.now()
    emit(CollectionChanged(collection_id=collection.id))


def move(collection: Collection, step_id: int, by: int) -> None:
    """One place up (-1) or down (1); the first stays first, the last stays last."""
    steps = _ordered(collection.id)
    here = next((index for index, step in enumerate(steps) if step.id == step_id), None)
    if here is None or not 0 <= here + by < len(steps):
        return
    steps[here], steps[here + by] = steps[here + by], steps[here]
    for position, step in enumerate(steps, 1):
        step.position = position


def remove(collection: Collection, step_id: int) -> None:
    """Take a step away."""
    gone = CollectionStep.id == step_id, CollectionStep.collection_id == collection.id
    db.session.execute(delete(CollectionStep).where(*gone))
    emit(CollectionChanged(collection_id=collection.id))


def _ordered(collection_id: int) -> list[CollectionStep]:
    """The steps, while nobody else puts them in another order."""
    db.session.execute(select(Collection.id).where(Collection.id == collection_id).with_for_update())
    mine = select(CollectionStep).where(CollectionStep.collection_id == collection_id)
    return list(db.session.scalars(mine.order_by(CollectionStep.position, CollectionStep.id)))


def recommend(collection: Collection, *, by: Member) -> None:
    """Put it in the list of all members; raises Refused for an empty one."""
    steps = select(func.count(CollectionStep.id)).where(CollectionStep.collection_id == collection.id)
    if not db.session.scalar(steps):
        raise Refused("Ajoutez au moins une étape avant de recommander ce parcours.")
    collection.recommended_at = collection.recommended_at or clock.now()
    _note(collection, Action.COLLECTION_RECOMMEND, by, {"recommended": True})
    emit(CollectionChanged(collection_id=collection.id))


def stop_recommending(collection: Collection, *, by: Member) -> None:
    """Out of the list of all; who has the link still reads it."""
    collection.recommended_at = None
    _note(collection, Action.COLLECTION_RECOMMEND, by, {"recommended": False})
    emit(CollectionChanged(collection_id=collection.id))


def drop(collection: Collection) -> None:
    """Forget it for good; its resources stay in the library."""
    exports.drop_of_collection(collection.id)
    db.session.execute(delete(CollectionStep).where(CollectionStep.collection_id == collection.id))
    db.session.delete(collection)
    emit(CollectionChanged(collection_id=collection.id))
    emit(CollectionDropped(collection_id=collection.id))


def member_changed(event: MemberChanged) -> None:
    """Whoever closes the account leaves what was shared, and nothing of what was private."""
    member = db.session.get_one(Member, event.member_id)
    if member.status != Status.CLOSED:
        return
    exports.drop_of_member(member.id)
    private = select(Collection).where(Collection.author_id == member.id, Collection.shared_at.is_(None))
    for collection in db.session.scalars(private).all():
        drop(collection)


def exported(member: Member) -> list[dict[str, object]]:
    """All that a member composed, for the copy of one's own data."""
    steps = (
        select(CollectionStep.collection_id, CollectionStep.why, Resource.title)
        .join(Collection, Collection.id == CollectionStep.collection_id)
        .join(Resource, Resource.id == CollectionStep.resource_id)
        .where(Collection.author_id == member.id, library.readable_by(member))
        .order_by(CollectionStep.position)
    )
    said: dict[int, list[dict[str, str]]] = {}
    for row in db.session.execute(steps):
        said.setdefault(row.collection_id, []).append({"ressource": row.title, "mot": row.why})
    own = select(Collection).where(Collection.author_id == member.id).order_by(Collection.id)
    return [
        {"titre": one.title, "introduction": one.intro, "etapes": said.get(one.id, [])}
        for one in db.session.scalars(own)
    ]


def _note(collection: Collection, action: Action, by: Member, after: dict[str, object]) -> None:
    journal.record(action, "collection", collection.id, label=collection.title, after=after, by=by.id)


def hide(collection: Collection, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    collection.hidden_at, collection.hidden_reason = clock.now(), reason
    emit(CollectionChanged(collection_id=collection.id))


def restore(collection: Collection, *, by: Member) -> None:
    """Back in sight."""
    collection.hidden_at, collection.hidden_reason = None, ""
    emit(CollectionChanged(collection_id=collection.id))
