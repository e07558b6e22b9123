"""What can be reported and hidden: each kind of thing, how to find it, name it, hide it and bring it back."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from flask import url_for

from club import text
from club.collections import operations as collection_operations
from club.collections import queries as collections
from club.directory import queries as directory
from club.experiences import operations as experience_operations
from club.experiences import queries as experiences
from club.forum import keeping as forum_keeping
from club.forum import queries as forum
from club.funding import operations as funding_operations
from club.funding import queries as funding
from club.helping import operations as help_operations
from club.helping import queries as helping
from club.helping import requests as help_requests
from club.inquiries import operations as inquiry_operations
from club.inquiries import queries as inquiries
from club.library import operations as library_operations
from club.library import queries as library
from club.members import queries as members
from club.policy import Action

_title, _summary, _author = attrgetter("title"), attrgetter("summary"), attrgetter("author_id")


def _start_of(field: str) -> Callable[[Any], str]:
    """The first words of a text that is kept as HTML."""
    return lambda thing: text.excerpt(text.plain(getattr(thing, field)), 300)


@dataclass(frozen=True)
class Kind:
    """One kind of thing. What cannot be hidden (a person, an organisation) has no `hide`.

    What `is_private` is read by the staff only once it was reported, on the page of the report.
    """

    word: str
    read: Action
    find: Callable[[int], Any]
    page: str
    extract: Callable[[Any], str]
    label: Callable[[Any], str] = _title
    author_id: Callable[[Any], int | None] = _author
    hide: Callable[..., None] | None = None
    restore: Callable[..., None] | None = None
    is_private: bool = False

    def url(self, thing: Any) -> str:
        """The address of its page."""
        return url_for(self.page, id=thing.id, slug=getattr(thing, "slug", None))


KINDS: dict[str, Kind] = {
    "topic": Kind(
        "le sujet", Action.TOPIC_READ, forum.topic, "forum.topic", _title,
        hide=forum_keeping.hide_topic, restore=forum_keeping.restore_topic,
    ),
    "post": Kind(
        "le message", Action.POST_READ, forum.post, "forum.post_link", _start_of("body_html"),
        label=lambda post: f"Message {post.number} de « {post.topic.title} »",
        hide=forum_keeping.hide_post, restore=forum_keeping.restore_post,
    ),
    "experience": Kind(
        "l’expérience", Action.EXPERIENCE_READ, experiences.experience, "experiences.show", _start_of("context_html"),
        hide=experience_operations.hide, restore=experience_operations.restore,
    ),
    "resource": Kind(
        "la ressource", Action.RESOURCE_READ, library.resource, "library.show", _summary,
        hide=library_operations.hide, restore=library_operations.restore,
    ),
    "aid": Kind(
        "l’aide", Action.AID_READ, funding.aid, "funding.show", _summary,
        hide=funding_operations.hide, restore=funding_operations.restore,
    ),
    "collection": Kind(
        "le parcours", Action.COLLECTION_READ, collections.collection, "collections.show", _start_of("intro_html"),
        hide=collection_operations.hide, restore=collection_operations.restore,
    ),
    "help": Kind(
        "l’offre", Action.HELP_READ, helping.offer, "helping.show", _start_of("body_html"),
        hide=help_operations.hide, restore=help_operations.restore,
    ),
    "help_note": Kind(
        "le retour", Action.HELP_NOTE_READ, helping.request, "helping.note", _start_of("note_html"),
        label=lambda asked: f"Retour sur « {asked.offer.title} »",
        hide=help_requests.hide_note, restore=help_requests.restore_note,
    ),
    "inquiry": Kind(
        "la demande", Action.INQUIRY_READ, inquiries.inquiry, "inquiries.show",
        lambda inquiry: text.plain(inquiry.body_html),
        label=lambda inquiry: f"Demande de {inquiry.commune.name} à {inquiry.organisation.name}",
        hide=inquiry_operations.hide, restore=inquiry_operations.restore, is_private=True,
    ),
    "inquiry_reply": Kind(
        "le message", Action.INQUIRY_READ, inquiries.reply, "inquiries.reply_link",
        lambda part: text.plain(part.reply.body_html),
        label=lambda part: f"Message sur la demande de {part.commune.name} à {part.organisation.name}",
        author_id=lambda part: part.reply.author_id,
        hide=lambda part, **why: inquiry_operations.hide(part.reply, **why),
        restore=lambda part, **why: inquiry_operations.restore(part.reply, **why), is_private=True,
    ),
    "member": Kind(
        "la fiche", Action.MEMBER_READ, members.member, "directory.member",
        lambda member: text.excerpt(text.plain(member.bio_html), 300) if member.is_bio_shown else "",
        label=attrgetter("full_name"), author_id=attrgetter("id"),
    ),
    "organisation": Kind(
        "la fiche", Action.ORGANISATION_READ, directory.partner, "directory.partner", _summary,
        label=attrgetter("name"), author_id=lambda organisation: None,
    ),
}  # fmt: skip
