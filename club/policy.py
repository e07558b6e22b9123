"""Who may do what: the only place where a permission is written."""

from typing import Any

from club.actions import Action as Action
from club.actions import is_staff_action as is_staff_action
from club.roles import administrator as administrator
from club.roles import keeper as keeper
from club.roles import member as member
from club.roles import moderator as moderator
from club.roles import of_the_communes as of_the_communes
from club.roles import partner as partner
from club.roles import pending as pending
from club.roles import project_leader as project_leader
from club.roles import referent as referent
from club.roles import referent_here as referent_here
from club.roles import signed_in as signed_in
from club.roles import staff as staff
from club.roles import visitor as visitor
from club.rules import Rule, all_of, any_of, none_of
from club.rules import Viewer as Viewer


def author(viewer: Viewer, thing: Any) -> bool:
    return member(viewer, thing) and thing.author_id == viewer.id


def writer(viewer: Viewer, thing: Any) -> bool:
    """The author, or a co-author who accepted."""
    return author(viewer, thing) or (member(viewer, thing) and viewer.id in thing.writer_ids)


def invited(viewer: Viewer, thing: Any) -> bool:
    """Was asked to write together, and has not answered."""
    return member(viewer, thing) and viewer.id in thing.invited_ids


def oneself(viewer: Viewer, thing: Any) -> bool:
    return viewer.id is not None and thing.id == viewer.id


def holder(viewer: Viewer, thing: Any) -> bool:
    """Keeps it for oneself: it is nobody else's business."""
    return member(viewer, thing) and thing.member_id == viewer.id


def of_my_organisation(viewer: Viewer, thing: Any) -> bool:
    """A partner's rights are by organisation, not by author."""
    return partner(viewer, thing) and thing.organisation_id == viewer.organisation_id


def co_editor(viewer: Viewer, thing: Any) -> bool:
    """Their organisation accepted to publish it with the first one."""
    return partner(viewer, thing) and viewer.organisation_id in thing.co_editor_ids


def asked_to_publish(viewer: Viewer, thing: Any) -> bool:
    """Their organisation is named beside the first one, and has not answered."""
    return partner(viewer, thing) and viewer.organisation_id in thing.asked_ids


def publisher(viewer: Viewer, thing: Any) -> bool:
    """Of an organisation that publishes it, first or with another."""
    return of_my_organisation(viewer, thing) or co_editor(viewer, thing)


def of_my_commune(viewer: Viewer, thing: Any) -> bool:
    """Serves the commune that it belongs to. Its money is its own business: funders and staff do not read it."""
    return of_the_communes(viewer, thing) and viewer.id in thing.team_ids


def edits_resource(viewer: Viewer, thing: Any) -> bool:
    """Who may edit a resource answers what is said of it."""
    return can(viewer, Action.RESOURCE_EDIT, thing.resource)


def my_organisation(viewer: Viewer, thing: Any) -> bool:
    return partner(viewer, thing) and thing.id == viewer.organisation_id


def visible(viewer: Viewer, thing: Any) -> bool:
    """Neither hidden by moderation nor removed by its author."""
    return thing.hidden_at is None and thing.removed_at is None


def published(viewer: Viewer, thing: Any) -> bool:
    return thing.published_at is not None and thing.hidden_at is None


def shared(viewer: Viewer, thing: Any) -> bool:
    """Its author shows it to the club: what is private is theirs alone, the staff does not read it."""
    return thing.shared_at is not None


def recommended(viewer: Viewer, thing: Any) -> bool:
    """The staff shows it to all in the list."""
    return thing.recommended_at is not None


def unclosed(viewer: Viewer, thing: Any) -> bool:
    return thing.closed_at is None


def unhidden(viewer: Viewer, thing: Any) -> bool:
    return thing.hidden_at is None


def of_readable_collection(viewer: Viewer, thing: Any) -> bool:
    """A copy is never more public than what it was made from."""
    return can(viewer, Action.COLLECTION_READ, thing.collection)


def active_card(viewer: Viewer, thing: Any) -> bool:
    return bool(thing.status == "active")


def shows_email(viewer: Viewer, thing: Any) -> bool:
    return member(viewer, thing) and bool(thing.is_email_shown)


def is_for(audience: str, viewer: Viewer) -> bool:
    """Whether what is written for this audience is written for this member."""
    if audience == "communes":
        return viewer.role != "partner"
    return viewer.is_project_leader if audience == "project_leaders" else audience == "members"


def in_audience(viewer: Viewer, thing: Any) -> bool:
    """One of those the topic is for."""
    return is_for(thing.audience, viewer)


def in_readable_topic(viewer: Viewer, thing: Any) -> bool:
    """A message is never more public than its topic."""
    return can(viewer, Action.TOPIC_READ, thing.topic)


def with_message(viewer: Viewer, thing: Any) -> bool:
    """A file is read as its message is; before that, by its author and by who reads held messages."""
    if thing.post is not None:
        return can(viewer, Action.POST_READ, thing.post)
    return author(viewer, thing) or (thing.held is not None and can(viewer, Action.HELD_READ, thing.held))


def choice_open(viewer: Viewer, thing: Any) -> bool:
    """Staff have not locked the choice of the solution."""
    return not thing.is_solution_locked


def solves_topic(viewer: Viewer, thing: Any) -> bool:
    """Who may choose the solution of a topic may choose this answer of it."""
    return can(viewer, Action.TOPIC_SOLVE, thing.topic)


def ordinary_card(viewer: Viewer, thing: Any) -> bool:
    """Not staff: moderators act on ordinary members only."""
    return thing.role in {"member", "partner"}


def unlocked(viewer: Viewer, thing: Any) -> bool:
    return not thing.is_locked


RULES: dict[Action, Rule] = {
    Action.ACCOUNT_REGISTER: visitor,
    Action.ACCOUNT_OWN: signed_in,
    Action.ACCOUNT_WAIT: signed_in,
    Action.ACCOUNT_NOTIFICATIONS: member,
    Action.HOME_READ: member,
    Action.DRAFT_OWN: member,
    Action.SEARCH_USE: member,
    Action.SEARCH_WATCH: any_of(moderator, referent),
    Action.TEXT_PREVIEW: member,
    Action.MEMBER_LIST: member,
    Action.MEMBER_READ: any_of(all_of(member, active_card), oneself, keeper),
    Action.MEMBER_EMAIL: any_of(shows_email, oneself, administrator),
    Action.MEMBER_SUSPEND: any_of(
        all_of(administrator, none_of(oneself)), all_of(keeper, ordinary_card, none_of(oneself))
    ),
    Action.MEMBER_KEEP: keeper,
    Action.MEMBER_VOUCH: all_of(keeper, none_of(oneself)),
    Action.COMMUNE_LIST: member,
    Action.COMMUNE_READ: member,
    Action.TOPIC_LIST: member,
    Action.TOPIC_READ: any_of(all_of(member, visible, any_of(in_audience, author)), keeper),
    Action.TOPIC_CREATE: member,
    Action.TOPIC_ANNOUNCE: any_of(moderator, referent),
    Action.TOPIC_REPLY: any_of(all_of(member, visible, unlocked, any_of(in_audience, author)), keeper),
    Action.TOPIC_FOLLOW: all_of(member, visible, any_of(in_audience, author, keeper)),
    Action.TOPIC_CURATE: keeper,
    Action.TOPIC_SOLVE: any_of(all_of(author, visible, choice_open), keeper),
    Action.TOPIC_ECHO: all_of(member, visible, any_of(in_audience, keeper), none_of(author)),
    Action.TAG_LIST: moderator,
    Action.TAG_SETTLE: moderator,
    Action.ANNOUNCEMENT_LIST: any_of(moderator, referent),
    Action.ANNOUNCEMENT_READ: any_of(moderator, all_of(referent, author)),
    Action.ANNOUNCEMENT_EDIT: any_of(moderator, all_of(referent, author)),
    Action.ATTACHMENT_ADD: member,
    Action.ATTACHMENT_READ: with_message,
    Action.POST_READ: all_of(in_readable_topic, any_of(all_of(member, visible), author, keeper)),
    Action.POST_SOLVE: solves_topic,
    Action.POST_THANK: all_of(in_readable_topic, member, visible, none_of(author)),
    Action.POST_EDIT: any_of(author, keeper),
    Action.POST_REMOVE: any_of(author, keeper),
    Action.POST_HISTORY: any_of(author, keeper),
    Action.POST_REVERT: keeper,
    Action.EXPERIENCE_LIST: member,
    Action.EXPERIENCE_READ: any_of(all_of(member, published), writer, invited, keeper),
    Action.EXPERIENCE_CREATE: member,
    Action.EXPERIENCE_EDIT: any_of(writer, keeper),
    Action.EXPERIENCE_GIVE_BACK: keeper,
    Action.EXPERIENCE_RETIRE: any_of(author, keeper),
    Action.EXPERIENCE_INVITE: author,
    Action.EXPERIENCE_JOIN: invited,
    Action.EXPERIENCE_ADOPT: all_of(member, published),
    Action.EXPERIENCE_RATE: all_of(member, published, none_of(writer)),
    Action.EXPERIENCE_CONVERT: any_of(author, keeper),
    Action.EXPERIENCE_REACH: any_of(writer, keeper),
    Action.EXPERIENCE_COUNTED: all_of(member, published, none_of(writer, staff)),
    Action.RESOURCE_LIST: member,
    Action.RESOURCE_READ: any_of(all_of(member, published), publisher, asked_to_publish, keeper),
    Action.RESOURCE_CREATE: any_of(partner, administrator),
    Action.RESOURCE_EDIT: any_of(publisher, keeper),
    Action.RESOURCE_JOIN: asked_to_publish,
    Action.RESOURCE_QUEUE: any_of(moderator, referent),
    Action.RESOURCE_REVIEW: keeper,
    Action.RESOURCE_KEEP: member,
    Action.RESOURCE_SAY: all_of(member, published, none_of(publisher)),
    Action.RESOURCE_WATCH: any_of(partner, referent, moderator),
    Action.RESOURCE_SUGGEST: all_of(member, published, none_of(publisher)),
    Action.RESOURCE_REACH: any_of(author, publisher, keeper),
    Action.RESOURCE_COUNTED: all_of(member, published, none_of(author, publisher, staff)),
    Action.WISH_LIST: member,
    Action.WISH_READ: any_of(all_of(member, unclosed), author, keeper),
    Action.WISH_CREATE: member,
    Action.WISH_ECHO: all_of(member, unclosed, none_of(author)),
    Action.WISH_ANSWER: any_of(partner, keeper),
    Action.WISH_CLOSE: any_of(author, keeper),
    Action.CORRECTION_READ: any_of(author, edits_resource),
    Action.CORRECTION_SETTLE: edits_resource,
    Action.WORD_READ: edits_resource,
    Action.WORD_SETTLE: edits_resource,
    Action.BOOKMARK_LIST: member,
    Action.BOOKMARK_READ: holder,
    Action.BOOKMARK_EDIT: holder,
    Action.AID_LIST: member,
    Action.AID_READ: any_of(all_of(member, published), of_my_organisation, keeper, all_of(referent, author)),
    Action.AID_CREATE: any_of(partner, referent, moderator),
    Action.AID_EDIT: any_of(of_my_organisation, keeper, all_of(referent, author)),
    Action.AID_DECLARE: all_of(project_leader, published),
    Action.PROOF_LIST: member,
    Action.PROOF_READ: of_my_commune,
    Action.PROOF_EDIT: all_of(project_leader, of_my_commune),
    Action.PLAN_LIST: member,
    Action.PLAN_READ: of_my_commune,
    Action.PLAN_CREATE: project_leader,
    Action.PLAN_EDIT: all_of(project_leader, of_my_commune),
    Action.KEPT_SEARCH_OWN: member,
    Action.KEPT_SEARCH_READ: author,
    Action.KEPT_SEARCH_EDIT: author,
    Action.COLLECTION_LIST: member,
    Action.COLLECTION_READ: any_of(author, all_of(member, shared, unhidden), all_of(keeper, shared)),
    Action.COLLECTION_CREATE: member,
    Action.COLLECTION_EDIT: any_of(author, all_of(keeper, recommended)),
    Action.COLLECTION_RECOMMEND: all_of(keeper, shared, unhidden),
    Action.COLLECTION_DROP: author,
    Action.EXPORT_READ: all_of(author, of_readable_collection),
    Action.ORGANISATION_LIST: member,
    Action.ORGANISATION_READ: member,
    Action.ORGANISATION_EDIT: any_of(my_organisation, administrator),
    Action.ORGANISATION_CREATE: administrator,
    Action.ORGANISATION_REACH: any_of(my_organisation, moderator),
    Action.REACH_OWN: member,
    Action.REPORT_CREATE: member,
    Action.REPORT_READ: keeper,
    Action.REPORT_SETTLE: keeper,
    Action.HELD_OWN: member,
    Action.HELD_READ: keeper,
    Action.HELD_SETTLE: keeper,
    Action.MODERATION_QUEUE: any_of(moderator, referent),
    Action.CONTENT_HIDE: keeper,
    Action.ADMIN_HOME: any_of(administrator, referent),
    Action.REQUEST_LIST: any_of(administrator, referent),
    Action.REQUEST_READ: any_of(administrator, referent_here),
    Action.REQUEST_DECIDE: any_of(administrator, referent_here),
    Action.INVITATION_LIST: any_of(administrator, referent),
    Action.INVITATION_READ: any_of(administrator, referent_here),
    Action.INVITATION_CREATE: any_of(administrator, referent),
    Action.INVITATION_REVOKE: any_of(administrator, referent_here),
    Action.ROLE_CHANGE: administrator,
    Action.JOURNAL_READ: administrator,
    Action.MAIL_QUEUE: administrator,
    Action.MAIL_RETRY: administrator,
}


def can(viewer: Viewer, action: Action, thing: Any = None) -> bool:
    """Whether this person may do this, to this thing."""
    return RULES[action](viewer, thing)
