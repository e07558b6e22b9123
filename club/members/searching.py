"""Members in the search index: those who have a card only, with what they chose to tell."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, search, text
from club.extensions import db
from club.members.events import MemberChanged
from club.members.models import Member

KIND = "member"


def index_member(event: MemberChanged) -> None:
    """Follow a card that changed; a member who has no card any more is not found."""
    asked = _members().where(Member.id == event.member_id)
    found = db.session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        search.remove(KIND, str(event.member_id))
    else:
        search.index(document(found))


def all_documents() -> Iterator[search.Document]:
    """Every member of the directory."""
    for member in db.session.scalars(_members()):
        yield document(member)


def _members() -> Any:
    return (
        select(Member)
        .where(Member.is_findable)
        .options(
            joinedload(Member.function),
            joinedload(Member.organisation),
            selectinload(Member.communes),
            selectinload(Member.themes),
            selectinload(Member.helps),
        )
    )


def document(member: Member) -> search.Document:
    """The card of a member, as it is searched."""
    places = [commune.name for commune in member.communes]
    words = [member.function.label if member.function else "", *places]
    if member.organisation:
        words.append(member.organisation.name)
    bio = text.plain(member.bio_html) if member.is_bio_shown else ""
    return search.Document(
        kind=KIND,
        key=str(member.id),
        title=member.full_name,
        body=f"{', '.join(filter(None, words))}. {member.help_offer} {bio}",
        extra=" ".join(theme.label for theme in (*member.themes, *member.helps)),
        url=url_for("directory.member", id=member.id, slug=member.slug),
        audience="members",
        moment=member.admitted_at or clock.now(),
    )
