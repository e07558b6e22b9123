"""What can be reported and hidden: each kind of thing, how to find it, name it, hide it and bring it back."""

from collections.abc import Callable
from dataclasses import dataclass
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
from club.library import operations as library_operations
from club.library import queries as library
from club.policy import Action


@dataclass(frozen=True)
class Kind:
    """One kind of thing. What cannot be hidden (a person, an organisation) has no `hide`."""

    word: str
    read: Action
    find: Callable[[int], Any]
    label: Callable[[Any], str]
    url: Callable[[Any], str]
    author_id: Callable[[Any], int | None]
    extract: Callable[[Any], str]
    hide: Callable[..., None] | None = None
    restore: Callable[..., None] | None = None


def _author(thing: Any) -> int | None:
    author_id: int | None = thing.author_id
    return author_id


KINDS: dict[str, Kind] = {
    "topic": Kind(
        word="le sujet",
        read=Action.TOPIC_READ,
        find=forum.topic,
        label=lambda topic: topic.title,
        url=lambda topic: url_for("forum.topic", id=topic.id, slug=topic.slug),
        author_id=_author,
        extract=lambda topic: topic.title,
        hide=forum_keeping.hide_topic,
        restore=forum_keeping.restore_topic,
    ),
    "post": Kind(
        word="le message",
        read=Action.POST_READ,
        find=forum.post,
        label=lambda post: f"Message {post.number} de « {post.topic.title} »",
        url=lambda post: url_for("forum.post_link", id=post.id),
        author_id=_author,
        extract=lambda post: text.excerpt(text.plain(post.body_html), 300),
        hide=forum_keeping.hide_post,
        restore=forum_keeping.restore_post,
    ),
    "experience": Kind(
        word="l’expérience",
        read=Action.EXPERIENCE_READ,
        find=experiences.experience,
        label=lambda experience: experience.title,
        url=lambda experience: url_for("experiences.show", id=experience.id, slug=experience.slug),
        author_id=_author,
        extract=lambda experience: text.excerpt(text.plain(experience.context_html), 300),
        hide=experience_operations.hide,
        restore=experience_operations.restore,
    ),
    "resource": Kind(
        word="la ressource",
        read=Action.RESOURCE_READ,
        find=library.resource,
        label=lambda resource: resource.title,
        url=lambda resource: url_for("library.show", id=resource.id, slug=resource.slug),
        author_id=_author,
        extract=lambda resource: resource.summary,
        hide=library_operations.hide,
        restore=library_operations.restore,
    ),
    "aid": Kind(
        word="l’aide",
        read=Action.AID_READ,
        find=funding.aid,
        label=lambda aid: aid.title,
        url=lambda aid: url_for("funding.show", id=aid.id, slug=aid.slug),
        author_id=_author,
        extract=lambda aid: aid.summary,
        hide=funding_operations.hide,
        restore=funding_operations.restore,
    ),
    "collection": Kind(
        word="le parcours",
        read=Action.COLLECTION_READ,
        find=collections.collection,
        label=lambda collection: collection.title,
        url=lambda collection: url_for("collections.show", id=collection.id, slug=collection.slug),
        author_id=_author,
        extract=lambda collection: text.excerpt(text.plain(collection.intro_html), 300),
        hide=collection_operations.hide,
        restore=collection_operations.restore,
    ),
    "member": Kind(
        word="la fiche",
        read=Action.MEMBER_READ,
        find=directory.member,
        label=lambda member: member.full_name,
        url=lambda member: url_for("directory.member", id=member.id, slug=member.slug),
        author_id=lambda member: member.id,
        extract=lambda member: text.excerpt(text.plain(member.bio_html), 300),
    ),
    "organisation": Kind(
        word="la fiche",
        read=Action.ORGANISATION_READ,
        find=directory.partner,
        label=lambda organisation: organisation.name,
        url=lambda organisation: url_for("directory.partner", id=organisation.id, slug=organisation.slug),
        author_id=lambda organisation: None,
        extract=lambda organisation: organisation.summary,
    ),
}
