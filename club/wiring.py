"""Who listens to what, and what every template knows: the only file that knows every feature."""

from typing import Any, NamedTuple

from flask import Flask
from flask_login import current_user

from club import access, related, web
from club import upkeep as upkeep  # its task is in the schedule
from club.atlas import searching as atlas_search
from club.collections import events as collections
from club.collections import exports as collection_exports
from club.collections import operations as collection_operations
from club.collections import passing as collections_passed
from club.collections import searching as collection_search
from club.communes import events as communes
from club.communes import twinning
from club.config import Settings
from club.directory import claims
from club.directory import events as directory
from club.directory import searching as directory_search
from club.directory.models import ContactTerritory, Coverage, OfferTerritory
from club.drafts import operations as drafts
from club.drafts import passing as drafts_passed
from club.events import AT_ONCE, LATER
from club.experiences import events as experiences
from club.experiences import likeness
from club.experiences import passing as experiences_passed
from club.experiences import searching as experience_search
from club.extensions import login
from club.forum import events as forum
from club.forum import following, holding, rewriting
from club.forum import passing as forum_passed
from club.forum import searching as forum_search
from club.funding import events as funding
from club.funding import linking as aid_links
from club.funding import passing as funding_passed
from club.funding import proofs, searches
from club.funding import searching as funding_search
from club.funding.models import AidTerritory
from club.handover import contacts, deadlines, leaving, papers, receiving, successors
from club.helping import events as helping
from club.helping import operations as help_operations
from club.helping import passing as helping_passed
from club.helping import searching as help_search
from club.inquiries import counting as inquiry_counting
from club.inquiries import operations as inquiry_operations
from club.inquiries import passing as inquiries_passed
from club.inquiries import queries as inquiry_queries
from club.inquiries import reminding as reminding  # its task is in the schedule
from club.library import bookmarks, care, linking, wishes
from club.library import events as library
from club.library import passing as library_passed
from club.library import searching as library_search
from club.library.importing import running as running  # its tasks are in the schedule
from club.library.models import ResourceTerritory
from club.mail import bounces
from club.members import accounts, export, failing, sessions
from club.members import events as members
from club.members import searching as member_search
from club.members.models import Member
from club.moderation import events as moderation
from club.notifications import alerts as alerts  # its task is in the schedule
from club.notifications import calling as calling  # its tasks are in the schedule
from club.notifications import collections as told_collections
from club.notifications import communes as told_communes
from club.notifications import discussions, fanout, keeping, withdrawing
from club.notifications import experiences as told_experiences
from club.notifications import handovers as told_handovers
from club.notifications import helping as told_helping
from club.notifications import inquiries as told_inquiries
from club.notifications import library as told_library
from club.notifications import links as told_links
from club.notifications import operations as notified
from club.notifications import partners as told_partners
from club.notifications import queries as bell
from club.passing import PARTS
from club.policy import Action, can
from club.reach import merging as reach_merging
from club.readings import ContentRead
from club.replies import reading as reading  # its task is in the schedule
from club.search import indexing, rebuild, words
from club.territories import events as territories
from club.territories import lists
from club.vocabulary import queries as vocabulary
from club.weblinks import checking
from club.weblinks import events as weblinks


def connect(app: Flask) -> None:
    """Join the features: listeners, the user loader, the words of every template."""
    _listen_at_once()
    _listen_to_accounts()
    _listen_later()
    _searchable()
    _passed_on()
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
    AT_ONCE[directory.OrganisationChanged] = [directory_search.index_organisation]
    AT_ONCE[directory.PartnersImported] = [directory_search.index_imported]
    AT_ONCE[directory.OrganisationMerged] = [inquiry_counting.merged, reach_merging.merged]
    AT_ONCE[territories.PlaceListChanged] = [
        lists.relabelling(Coverage, ContactTerritory, OfferTerritory, ResourceTerritory, AidTerritory),
        directory_search.list_changed,
    ]
    AT_ONCE[communes.ProjectChanged] = [directory_search.index_commune, twinning.project_changed]
    AT_ONCE[experiences.ExperienceChanged] = [experience_search.index_experience, likeness.changed]
    AT_ONCE[experiences.ExperiencePublished] = [experience_search.index_experience, likeness.changed]
    AT_ONCE[experiences.ExperienceHidden] = [
        *(experience_search.index_experience, withdrawing.experience_hidden, likeness.changed),
    ]
    AT_ONCE[library.ResourceChanged] = [
        *(library_search.index_resource, collection_exports.resource_left, care.resource_changed),
    ]
    AT_ONCE[library.ResourcePublished] = [library_search.index_resource, care.resource_changed]
    AT_ONCE[library.ResourceHidden] = [
        *(library_search.index_resource, withdrawing.resource_hidden, collection_exports.resource_left),
        care.resource_changed,
    ]
    AT_ONCE[library.ResourcesImported] = [library_search.index_imported, care.imported]
    AT_ONCE[ContentRead] = [library_search.index_readers]
    AT_ONCE[funding.AidChanged] = [funding_search.index_aid, aid_links.follow]
    AT_ONCE[funding.AidPublished] = [funding_search.index_aid, aid_links.follow]
    AT_ONCE[funding.AidHidden] = [funding_search.index_aid, aid_links.follow]
    AT_ONCE[weblinks.LinkDied] = [care.link_changed]
    AT_ONCE[weblinks.LinkRevived] = [care.link_changed]
    AT_ONCE[collections.CollectionChanged] = [collection_search.index_collection]
    AT_ONCE[helping.HelpOfferChanged] = [help_search.index_offer]
    AT_ONCE[collections.CollectionDropped] = [told_collections.dropped]


def _listen_to_accounts() -> None:
    AT_ONCE[members.MemberChanged] = [
        leaving.member_closed,  # first: what was given is taken before the rest is erased
        *(member_search.index_member, withdrawing.member_changed, bookmarks.member_changed),
        *(collection_operations.member_changed, proofs.member_changed, searches.member_changed),
        *(twinning.member_changed, help_operations.member_changed, receiving.member_changed),
        *(inquiry_operations.member_changed, claims.member_changed, drafts.member_changed),
    ]
    AT_ONCE[members.MemberAdmitted] = [successors.arrived]
    AT_ONCE[bounces.LetterReturned] = [failing.letter_returned, inquiry_operations.letter_returned]
    AT_ONCE[members.MailStopped] = [searches.stopped]


def _listen_later() -> None:
    LATER.clear()
    LATER[forum.TopicOpened] = [discussions.topic_opened]
    LATER[forum.ReplyPosted] = [discussions.reply_posted]
    LATER[forum.MembersMentioned] = [discussions.members_mentioned]
    LATER[forum.TopicKept] = [keeping.topic_kept]
    LATER[forum.Announced] = [discussions.announced]
    LATER[forum.HiddenPostCorrected] = [keeping.hidden_post_corrected]
    LATER[forum.PostHeld] = [keeping.post_held]
    LATER[forum.PostSettled] = [keeping.post_settled]
    LATER[forum.PostsMoved] = [keeping.posts_moved]
    LATER.update(told_partners.LISTENERS)
    LATER[forum.SolutionChosen] = [keeping.solution_chosen]
    LATER.update(told_experiences.LISTENERS)
    LATER.update(told_library.LISTENERS)
    LATER.update(told_handovers.LISTENERS)
    LATER.update(told_helping.LISTENERS)
    LATER.update(told_inquiries.LISTENERS)
    LATER[weblinks.LinkDied] = [told_links.died]
    LATER[collections.CollectionPacked] = [told_collections.packed]
    LATER[communes.ProjectChanged] = [told_communes.project_changed]
    LATER[members.PasswordForgotten] = [accounts.send_new_password]
    LATER[members.MemberConfirmed] = [fanout.member_confirmed]
    LATER[members.CommunesAdded] = [fanout.communes_added]
    LATER[members.MemberUnreachable] = [told_handovers.unreachable]
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
            *(collection_search, help_search, directory_search, atlas_search),
        )
    ]
    checking.SOURCES.update({linking.KIND: linking.shown, aid_links.KIND: aid_links.shown})
    indexing.LISTENERS[:] = [rewriting.things_changed, related.things_changed]
    related.SOURCES.update(
        resource=library_search.facts, experience=experience_search.facts, topic=forum_search.facts,
        organisation=directory_search.facts, aid=funding_search.facts,
    )  # fmt: skip
    twinning.THEMES[:] = [likeness.themes]
    export.PARTS.clear()
    export.PARTS.update(
        brouillons=drafts.exported,
        messages_relus=holding.exported,
        ressources_gardees=bookmarks.exported,
        ressources_demandees=wishes.exported,
        parcours=collection_operations.exported,
        entraide=help_operations.exported,
        aides_demandees=proofs.exported,
        recherches_gardees=searches.exported,
        passations=receiving.exported,
        mises_en_relation=inquiry_queries.exported,
        fiches_demandees=claims.exported,
    )
    words.learn_synonyms_from(vocabulary.synonym_groups)


def _passed_on() -> None:
    """What somebody who leaves may pass on, in the order of the page."""
    PARTS.clear()
    PARTS.update(
        questions=forum_passed.QUESTIONS,
        contacts=contacts.CONTACTS,
        demandes=library_passed.WISHES,
        mises_en_relation=inquiries_passed.INQUIRIES,
        entraide=helping_passed.OFFERS,
        echanges=helping_passed.EXCHANGES,
        echeances=deadlines.DEADLINES,
        aides=funding_passed.PROOFS,
        plans=funding_passed.PLANS,
        recherches=funding_passed.SEARCHES,
        brouillons=drafts_passed.DRAFTS,
        experiences=experiences_passed.EXPERIENCES,
        documents=papers.DOCUMENTS,
        ressources=library_passed.BOOKMARKS,
        parcours=collections_passed.COLLECTIONS,
        suivis=forum_passed.FOLLOWS,
    )


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
        "csrf_token": web.token,  # the one of Flask-WTF reads its settings again at each call
        "bell_count": _unread(me) if me.id and me.is_active else 0,
    }


def _unread(me: access.Me) -> int:
    return bell.unread_count(me.id or 0) if me.unread is None else me.unread
