"""Collections: a path of resources, and its steps."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.members.models import Member
from club.storage.models import StoredFile


class Collection(Model):
    """A path of resources. Private until `shared_at` is set; `recommended_at` puts it in the list of all."""

    TITLE_MAX = 140
    INTRO_MAX = 10_000
    WHY_MAX = 500

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    shared_at: Mapped[datetime | None] = mapped_column()
    recommended_at: Mapped[datetime | None] = mapped_column()
    hidden_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    intro: Mapped[str] = mapped_column(Text, default="")
    intro_html: Mapped[str] = mapped_column(Text, default="")

    author: Mapped[Member] = relationship(lazy="raise")

    __table_args__ = (
        CheckConstraint("recommended_at IS NULL OR shared_at IS NOT NULL", name="recommended_is_shared"),
        Index("ix_collection_recommended", "recommended_at", "id"),
        Index("ix_collection_mine", "author_id", "updated_at", "id"),
    )


class CollectionStep(Model):
    """A resource of a collection, and why it is there in the words of its author."""

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    position: Mapped[int]
    why: Mapped[str] = mapped_column(String(Collection.WHY_MAX), default="")

    __table_args__ = (UniqueConstraint("collection_id", "resource_id"),)


class CollectionExport(Model):
    """A copy to read without the club, made for one reader. It waits while `next_try_at` is set, and was given up
    when neither that nor its file is."""

    id: Mapped[int] = mapped_column(primary_key=True)
    collection_id: Mapped[int] = mapped_column(ForeignKey("collection.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)  # who asked for it
    asked_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)
    next_try_at: Mapped[datetime | None] = mapped_column(default=clock.now, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime | None]
    stored_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)  # files: title, url

    collection: Mapped[Collection] = relationship(lazy="raise")
    stored: Mapped[StoredFile | None] = relationship(lazy="raise")

    __table_args__ = (UniqueConstraint("collection_id", "author_id"),)
