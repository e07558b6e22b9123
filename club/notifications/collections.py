"""Telling a reader that the copy of a collection is ready. Runs in the worker; again changes nothing."""

from flask import url_for
from sqlalchemy import delete, select

from club.collections.events import CollectionDropped, CollectionPacked
from club.collections.models import Collection, CollectionExport
from club.extensions import db
from club.members.models import Member
from club.notifications.fanout import Fact, tell
from club.notifications.models import Notification


def packed(event: CollectionPacked) -> None:
    """By the bell only: whoever asked is waiting for it."""
    made = db.session.get(CollectionExport, event.export_id)
    if made is None or made.stored_id is None:
        return
    collection = db.session.get_one(Collection, made.collection_id)
    url = url_for("collections.show", id=collection.id, slug=collection.slug, _anchor="emporter", _external=False)
    words = {"title": f"La copie du parcours « {collection.title} » est prête", "url": url}
    fact = Fact(
        kind=f"packed-{made.stored_id}",  # each copy is told
        subject_kind="collection",
        subject_id=collection.id,
        actor_id=None,
        words=words,
    )
    tell(fact, select(Member.id).where(Member.id == made.author_id))


def dropped(event: CollectionDropped) -> None:
    """No line of a bell leads to what is no more."""
    told = Notification.subject_kind == "collection", Notification.subject_id == event.collection_id
    db.session.execute(delete(Notification).where(*told, Notification.kind.startswith("packed-")))
