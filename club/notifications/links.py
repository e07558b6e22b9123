"""Telling who answers for a page that a link of it answers no more: once, on the bell and in the day's mail."""

from flask import url_for
from sqlalchemy import select

from club.extensions import db
from club.funding.models import Aid
from club.library import care
from club.library import linking as resource_links
from club.library.models import Resource
from club.members.models import Member, Role
from club.notifications.fanout import Fact, tell
from club.paging import AnySelect
from club.weblinks.events import LinkDied


def died(event: LinkDied) -> None:
    """One line a link and a death."""
    of_resource = event.kind == resource_links.KIND
    thing = db.session.get(Resource, event.thing_id) if of_resource else db.session.get(Aid, event.thing_id)
    if thing is None or thing.published_at is None or thing.hidden_at is not None:
        return
    view, whom, why = ("library.show", care.owners_of(thing), "owner") if isinstance(thing, Resource) else _of(thing)
    url = url_for(view, id=thing.id, slug=thing.slug, _external=False)
    words = {"title": f"Un lien de « {thing.title} » ne répond plus", "url": url, "reason": event.url}
    kind = f"link-{event.link_id}-{event.on.replace('-', '')}"
    fact = Fact(kind=kind, subject_kind=event.kind, subject_id=thing.id, actor_id=None, words=words)
    tell(fact, whom, why=why, is_mailed=True)


def _of(aid: Aid) -> tuple[str, AnySelect, str]:
    """Who answers for a funding sheet: the partners of its organisation, else who wrote it."""
    owner = Member.id == aid.author_id
    if aid.organisation_id is not None:
        owner = (Member.role == Role.PARTNER) & (Member.organisation_id == aid.organisation_id)
    return "funding.show", select(Member.id).where(owner), "aid_owner"
