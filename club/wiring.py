"""Who listens to what, and what every template knows: the only file that knows every feature."""

from typing import Any, NamedTuple

from flask import Flask
from flask_login import current_user

from club import access, related
from club import upkeep as upkeep  # its task is in the schedule
from club.collections import events as collections
from club.collections import exports as collection_exports
from club.collections import operations as collection_operations
from club.collections import searching as collection_search
from club.config import Settings
from club.directory import events as directory
from club.directory import searching as directory_search
from club.events import AT_ONCE, LATER
from club.experiences import events as experiences
from club.experiences import searching as experience_search
from club.extensions import login
from club.forum import events as forum
from club.forum import following, holding, rewriting
from club.forum import searching as forum_search
from club.funding import events as funding
from club.funding import linking as aid_links
from club.funding import proofs, searches
from club.funding import searching as funding_search
from club.library import bookmarks, care, linking, wishes
from club.library import events as library
from club.library import searching as library_search
from club.members import accounts, export, sessions
from club.members import events as members
from club.members import searching as member_search
from club.members.models import Member
from club.moderation import events as moderation
from club.notifications import alerts as alerts  # its task is in the schedule
from club.notifications import calling as calling  # its tasks are in the schedule
from club.notifications import collections as told_collections
from club.notifications import discussions, fanout, keeping, withdrawing
from club.notifications import experiences as told_experiences
from club.notifications import library as told_library
from club.notifications import links as told_links
from club.notifications import operations as notified
from club.notifications import queries as bell
from club.policy import Action, can
from club.readings import ContentRead
from club.replies import reading as reading  # its task is in the schedule
from club.search import indexing, rebuild, words
from club.vocabulary import queries as vocabulary
from club.weblinks import checking
from club.weblinks import events as weblinks


def connect(app: Flask) -> None:
    """Join the features: listeners, the user loader, the words of every template."""
    _listen_at_once()
    _listen_later()
    _searchable()
    login.user_loader(sessions.member_of)
    app.extensions["reader_of"] = sessions.reader_of
    sessions.ALONG[:] = [bell.unread_of(Member.id).label("unread")]
    app.jinja_env.globals.update(current_user=current_user, levels=following.LABELS, level_helps=following.HELPS)
    site = _site(app.config["CLUB"])
    app.context_processor(lambda: template_words(site))


def _listen_at_once() -> None:
    AT_ONCE.clear()
    AT_ONCE[forum.TopicOpened] = [forum_search.index_topic]
    AT_ONCE[forum.TopicChanged] = [forum_search.index_topic, withdrawing.topic_changed]
    AT_ONCE[forum.TopicMerged] = [forum_search.index_merged, withdrawing.topic_merged]
    AT_ONCE[forum.TopicSplit] = [forum_search.index_split]
    AT_ONCE[forum.ReplyPosted] = [forum_search.index_post]
    AT_ONCE[forum.PostChanged] = [forum_search.index_post, withdrawing.post_changed]
    AT_ONCE[forum.TopicRead] = [notified.topic_read]
    AT_ONCE[forum.ForumRead] = [notified.forum_read]
    AT_ONCE[members.MemberChanged] = [
        *(member_search.index_member, withdrawing.member_changed, bookmarks.member_changed),
        *(collection_operations.member_changed, proofs.member_changed, searches.member_changed),
    ]
    AT_ONCE[members.MailStopped] = [searches.stopped]
    AT_ONCE[directory.OrganisationChanged] = [directory_search.index_organisation]
    AT_ONCE[experiences.ExperienceChanged] = [experience_search.index_experience]
    AT_ONCE[experiences.ExperiencePublished] = [experience_search.index_experience]
    AT_ONCE[experiences.ExperienceHidden] = [experience_search.index_experience, withdrawing.experience_hidden]
    AT_ONCE[library.ResourceChanged] = [
        *(library_search.index_resource, collection_exports.resource_left, care.resource_changed),
    ]
    AT_ONCE[library.ResourcePublished] = [library_search.index_resource, care.resource_changed]
    AT_ONCE[library.ResourceHidden] = [
        *(library_search.index_resource, withdrawing.resource_hidden, collection_exports.resource_left),
        care.resource_changed,
    ]
    AT_ONCE[ContentRead] = [library_search.index_readers]
    AT_ONCE[funding.AidChanged] = [funding_search.index_aid, aid_links.follow]
    AT_ONCE[funding.AidPublished] = [funding_search.index_aid, aid_links.follow]
    AT_ONCE[funding.AidHidden] = [funding_search.index_aid, aid_links.follow]
    AT_ONCE[weblinks.LinkDied] = [care.link_changed]
    AT_ONCE[weblinks.LinkRevived] = [care.link_changed]
    AT_ONCE[collections.CollectionChanged] = [collection_search.index_collection]
    AT_ONCE[collections.CollectionDropped] = [told_collections.dropped]


def _listen_later() -> None:
    LATER.clear()
    LATER[forum.TopicOpened] = [discussions.topic_opened]
    LATER[forum.ReplyPosted] = [discussions.reply_posted]
    LATER[forum.MembersMentioned] = [discussions.members_mentioned]
    LATER[forum.TopicKept] = [keeping.topic_kept]
    LATER[forum.Announced] = [discussions.announced]
    LATER[forum.PostHeld] = [keeping.post_held]
    LATER[forum.PostSettled] = [keeping.post_settled]
    LATER[forum.PostsMoved] = [keeping.posts_moved]
    LATER[forum.SolutionChosen] = [keeping.solution_chosen]
    LATER.update(told_experiences.LISTENERS)
    LATER.update(told_library.LISTENERS)
    LATER[weblinks.LinkDied] = [told_links.died]
    LATER[collections.CollectionPacked] = [told_collections.packed]
    LATER[members.PasswordForgotten] = [accounts.send_new_password]
    LATER[members.MemberConfirmed] = [fanout.member_confirmed]
    LATER[members.CommunesAdded] = [fanout.communes_added]
    LATER[members.MemberAdmitted] = [fanout.member_admitted]
    LATER[moderation.ContentHidden] = [fanout.content_hidden]
    LATER[moderation.ContentRestored] = [fanout.content_restored]
    LATER[moderation.ReportMade] = [fanout.report_made]
    LATER[moderation.ReportSettled] = [fanout.report_settled]


def _searchable() -> None:
    rebuild.SOURCES[:] = [
        source.all_documents
        for source in (
            *(member_search, forum_search, experience_search, library_search, funding_search),
            *(collection_search, directory_search),
        )
    ]
    checking.SOURCES.update({linking.KIND: linking.shown, aid_links.KIND: aid_links.shown})
    indexing.LISTENERS[:] = [rewriting.things_changed, related.things_changed]
    related.SOURCES.update(
        resource=library_search.facts, experience=experience_search.facts, topic=forum_search.facts,
        organisation=directory_search.facts, aid=funding_search.facts,
    )  # fmt: skip
    export.PARTS.clear()
    export.PARTS.update(
        messages_relus=holding.exported,
        ressources_gardees=bookmarks.exported,
        ressources_demandees=wishes.exported,
        parcours=collection_operations.exported,
        aides_demandees=proofs.exported,
        recherches_gardees=searches.exported,
    )
    words.learn_synonyms_from(vocabulary.synonym_groups)


class Site(NamedTuple):
    """What pages say of the site itself."""

    name: str
    theme: str
    state_mark: tuple[str, ...]
    base_url: str
    contact_email: str
    is_demo: bool
    source_url: str


def _site(settings: Settings) -> Site:
    return Site(
        name=settings.site_name,
        theme=settings.theme,
        state_mark=tuple(settings.state_mark.split("|")),
        base_url=settings.base_url,
        contact_email=settings.contact_email,
        is_demo=settings.demo == "on",
        source_url=settings.source_url,
    )


def template_words(site: Site) -> dict[str, Any]:
    """What every template may use beside its own context."""
    me = access.me()
    return {
        "can": lambda action, thing=None: can(me, action, thing),
        "Action": Action,
        "site": site,
        "viewer": me,
        "bell_count": _unread(me) if me.id and me.is_active else 0,
    }


def _unread(me: access.Me) -> int:
    return bell.unread_count(me.id or 0) if me.unread is None else me.unread
