"""Aids in the search index: published and visible ones only."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import selectinload

from club import related, search, text
from club.extensions import db
from club.funding import queries
from club.funding.catalogue import KIND
from club.funding.events import AidChanged, AidHidden, AidPublished
from club.funding.models import Aid, AidFunder, AidTerm
from club.territories.models import Departement
from club.vocabulary.models import Term, TermKind


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


def facts(ids: Sequence[int]) -> Iterator[related.Facts]:
    """What published aids are compared by."""
    labels = select(func.aggregate_strings(Term.label, "|")).join(AidTerm, AidTerm.term_id == Term.id)
    labels = labels.where(AidTerm.aid_id == Aid.id, Term.kind == TermKind.THEME)
    payers = select(func.aggregate_strings(cast(AidFunder.organisation_id, String), "|"))
    payers = payers.where(AidFunder.aid_id == Aid.id)
    columns: list[Any] = [Aid.id, Aid.title, Aid.national_id, Departement.name]
    columns += [labels.correlate(Aid).scalar_subquery().label("themes")]
    columns += [payers.correlate(Aid).scalar_subquery().label("funders")]
    found = select(*columns).outerjoin(Departement, Departement.code == Aid.departement_code)
    for row in db.session.execute(found.where(Aid.id.in_(ids), queries.published())):
        own = frozenset({("aid", row.national_id or row.id), *_payers(row.funders)})
        yield related.Facts(KIND, row.id, row.title, related.split(row.themes), related.split(row.name), beside=own)


def _payers(ids: str | None) -> Iterator[tuple[str, int]]:
    return (("organisation", int(id)) for id in related.split(ids))
