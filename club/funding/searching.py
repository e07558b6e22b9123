"""Aids in the search index: published and visible ones only."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from club import search, text
from club.extensions import db
from club.funding import queries
from club.funding.catalogue import KIND
from club.funding.events import AidChanged, AidHidden, AidPublished
from club.funding.models import Aid


def index_aid(event: AidChanged | AidPublished | AidHidden) -> None:
    """Follow an aid that changed."""
    asked = _published().where(Aid.id == event.aid_id)
    found = db.session.scalar(asked.execution_options(populate_existing=True))
    if found is None:
        search.remove(KIND, str(event.aid_id))
    else:
        search.index(document(found))


def all_documents() -> Iterator[search.Document]:
    """Every published aid."""
    for aid in db.session.scalars(_published()):
        yield document(aid)


def _published() -> Any:
    whole = (selectinload(Aid.terms), selectinload(Aid.funders), selectinload(Aid.territories))
    return select(Aid).where(queries.published()).options(*whole)


def document(aid: Aid) -> search.Document:
    """An aid as it is searched."""
    assert aid.published_at is not None
    words = [*(term.label for term in aid.terms), *(place.label for place in aid.territories)]
    words += [word for funder in aid.funders for word in (funder.name, funder.acronym)]
    words.append("appel à projets" if aid.is_call else "")
    said = (aid.summary, text.plain(aid.body_html), text.plain(aid.how_to_html), aid.beneficiaries, aid.expenses)
    return search.Document(
        kind=KIND,
        key=str(aid.id),
        title=aid.title,
        body=" ".join(filter(None, said)),
        extra=" ".join(words),
        url=url_for("funding.show", id=aid.id, slug=aid.slug),
        audience="members",
        moment=aid.published_at,
    )
