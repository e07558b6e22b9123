"""What is counted from the data itself: resources that members keep, things that they quote."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from club.collections.models import Collection, CollectionStep
from club.experiences.models import Experience
from club.extensions import db
from club.forum import citing
from club.forum.citing import Citation
from club.forum.models import Post
from club.library.bookmarks import Bookmark
from club.library.models import Resource
from club.members.models import Member
from club.paging import AnySelect
from club.policy import Action, can
from club.reach.masking import Count
from club.reach.months import bounds

COUNTED = {"resource": Action.RESOURCE_COUNTED, "experience": Action.EXPERIENCE_COUNTED}
Key = tuple[str, int, str]  # kind, thing, gesture
STEP = 500


def of_month(month: date) -> Iterator[tuple[Key, Count]]:
    """What members kept and quoted in a month, when it counts: neither the staff nor what is one's own."""
    start, end = bounds(month)
    found = [
        *(("resource", id, "bookmark", by) for id, by in _kept(start, end)),
        *(("resource", id, "quotation", by) for id, by in _in_collections(start, end)),
        *((kind, id, "quotation", by) for kind, id, by in (*_in_messages(start, end), *_in_experiences(start, end))),
    ]
    things = {kind: _things(kind, {id for of, id, _, _ in found if of == kind}) for kind in COUNTED}
    for kind, id, gesture, by in found:
        thing = things[kind].get(id)
        if thing is not None and can(by, COUNTED[kind], thing):
            yield (kind, id, gesture), Count(by.departement_code or "", by.commune_code or "", 1)


def _kept(start: Any, end: Any) -> Any:
    kept = select(Bookmark.resource_id, Member).join(Member, Member.id == Bookmark.member_id)
    return db.session.execute(kept.where(Bookmark.kept_at >= start, Bookmark.kept_at < end)).all()


def _in_collections(start: Any, end: Any) -> Any:
    """In the month in which the collection was shared: before, it is nobody else's business."""
    shared = Collection.shared_at >= start, Collection.shared_at < end, Collection.hidden_at.is_(None)
    steps = select(CollectionStep.resource_id, Member).join(Collection, Collection.id == CollectionStep.collection_id)
    return db.session.execute(steps.join(Member, Member.id == Collection.author_id).where(*shared)).all()


def _in_messages(start: Any, end: Any) -> Iterator[tuple[str, int, Member]]:
    shown = Post.created_at >= start, Post.created_at < end, Post.hidden_at.is_(None), Post.removed_at.is_(None)
    cited: AnySelect = select(Citation.kind, Citation.key, Member).join(Post, Post.id == Citation.post_id)
    cited = cited.join(Member, Member.id == Post.author_id).where(Citation.kind.in_(COUNTED), *shown)
    for kind, key, by in db.session.execute(cited).all():
        yield kind, int(key), by


def _in_experiences(start: Any, end: Any) -> Iterator[tuple[str, int, Member]]:
    told = select(Experience, Member).join(Member, Member.id == Experience.author_id)
    told = told.where(Experience.published_at >= start, Experience.published_at < end, Experience.hidden_at.is_(None))
    for experience, by in db.session.execute(told).all():
        texts = "".join(getattr(experience, f"{part}_html") for part in Experience.PARTS)
        for kind, key in citing.things_of(texts):
            if kind in COUNTED and (kind, key) != ("experience", str(experience.id)):
                yield kind, int(key), by


def _things(kind: str, ids: set[int]) -> dict[int, Any]:
    model: Any = Resource if kind == "resource" else Experience
    loaded = [selectinload(Experience.coauthors)] if model is Experience else []
    asked, found = sorted(ids), {}
    for start in range(0, len(asked), STEP):
        some = select(model).where(model.id.in_(asked[start : start + STEP])).options(*loaded)
        found.update({thing.id: thing for thing in db.session.scalars(some)})
    return found
