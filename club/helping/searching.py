"""Offers of help in the search index: the open ones that members see in the list."""

from collections.abc import Iterator
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from club import search, text
from club.extensions import db
from club.helping import queries
from club.helping.events import HelpOfferChanged
from club.helping.models import HelpOffer
from club.members.models import Member

KIND = "help"


def index_offer(event: HelpOfferChanged) -> None:
    """Follow an offer that changed."""
    asked = _listed().where(HelpOffer.id == event.offer_id).execution_options(populate_existing=True)
    found = db.session.scalar(asked)
    if found is None:
        search.remove(KIND, str(event.offer_id))
    else:
        search.index(document(found))


def all_documents() -> Iterator[search.Document]:
    """Every offer of the list."""
    for offer in db.session.scalars(_listed()):
        yield document(offer)


def _listed() -> Any:
    shown = joinedload(HelpOffer.commune), selectinload(HelpOffer.themes)
    return select(HelpOffer).join(Member, Member.id == HelpOffer.author_id).where(queries.listed()).options(*shown)


def document(offer: HelpOffer) -> search.Document:
    """An offer as it is searched."""
    place = offer.commune.name if offer.commune else ""
    return search.Document(
        kind=KIND,
        key=str(offer.id),
        title=offer.title,
        body=f"{offer.how.says}. {place}. {text.plain(offer.body_html)}",
        extra=" ".join(theme.label for theme in offer.themes),
        url=url_for("helping.show", id=offer.id),
        audience="members",
        moment=offer.updated_at,
    )
