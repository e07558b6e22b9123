"""Members in the search index: active ones only, with what they chose to tell."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from club import clock, search, text
from club.extensions import db
from club.members.events import MemberChanged
from club.members.models import Member, Status

KIND = "member"


def index_member(event: MemberChanged) -> None:
    """Follow a card that changed; a member who is not active any more is not found."""
    asked = _members().where(Member.id == event.member_id)
    found = db.session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        search.remove(KIND, str(event.member_id))
    else:
        search.index(document(found))


def all_documents() -> Iterator[search.Document]:
    """Every active member."""
    for member in db.session.scalars(_members()):
        yield document(member)


def _members() -> Any:
    return (
        select(Member)
        .where(Member.status == Status.ACTIVE)
        .options(
            joinedload(Member.function),
            joinedload(Member.organisation),
            selectinload(Member.communes),
            selectinload(Member.themes),
        )
    )


def document(member: Member) -> search.Document:
    """The card of a member, as it is searched."""
    places = [commune.name for commune in member.communes]
    words = [member.function.label if member.function else "", *places]
    if member.organisation:
        words.append(member.organisation.name)
    return search.Document(
        kind=KIND,
        key=str(member.id),
        title=member.full_name,
        body=f"{', '.join(filter(None, words))}. {member.help_offer} {text.plain(member.bio_html)}",
        extra=" ".join(theme.label for theme in member.themes),
        url=url_for("directory.member", id=member.id, slug=member.slug),
        audience="members",
        moment=member.admitted_at or clock.now(),
    )
