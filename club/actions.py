"""Every gesture of the club that the policy judges, by name."""

from enum import StrEnum


class Action(StrEnum):
    """Every thing that can be done, as `thing.verb`."""

    ACCOUNT_REGISTER = "account.register"
    ACCOUNT_OWN = "account.own"
    ACCOUNT_WAIT = "account.wait"
    ACCOUNT_NOTIFICATIONS = "account.notifications"
    HOME_READ = "home.read"
    DRAFT_OWN = "draft.own"
    SEARCH_USE = "search.use"
    SEARCH_WATCH = "search.watch"
    TEXT_PREVIEW = "text.preview"
    MEMBER_LIST = "member.list"
    MEMBER_READ = "member.read"
    MEMBER_EMAIL = "member.email"
    MEMBER_SUSPEND = "member.suspend"
    MEMBER_KEEP = "member.keep"
    MEMBER_VOUCH = "member.vouch"
    COMMUNE_LIST = "commune.list"
    COMMUNE_READ = "commune.read"
    TOPIC_LIST = "topic.list"
    TOPIC_READ = "topic.read"
    TOPIC_CREATE = "topic.create"
    TOPIC_ANNOUNCE = "topic.announce"
    TOPIC_REPLY = "topic.reply"
    TOPIC_FOLLOW = "topic.follow"
    TOPIC_CURATE = "topic.curate"
    TOPIC_SOLVE = "topic.solve"
    TOPIC_ECHO = "topic.echo"
    TAG_LIST = "tag.list"
    TAG_SETTLE = "tag.settle"
    ANNOUNCEMENT_LIST = "announcement.list"
    ANNOUNCEMENT_READ = "announcement.read"
    ANNOUNCEMENT_EDIT = "announcement.edit"
    ATTACHMENT_ADD = "attachment.add"
    ATTACHMENT_READ = "attachment.read"
    POST_READ = "post.read"
    POST_SOLVE = "post.solve"
    POST_THANK = "post.thank"
    POST_EDIT = "post.edit"
    POST_REMOVE = "post.remove"
    POST_HISTORY = "post.history"
    POST_REVERT = "post.revert"
    EXPERIENCE_LIST = "experience.list"
    EXPERIENCE_READ = "experience.read"
    EXPERIENCE_CREATE = "experience.create"
    EXPERIENCE_EDIT = "experience.edit"
    EXPERIENCE_GIVE_BACK = "experience.give_back"
    EXPERIENCE_RETIRE = "experience.retire"
    EXPERIENCE_INVITE = "experience.invite"
    EXPERIENCE_JOIN = "experience.join"
    EXPERIENCE_ADOPT = "experience.adopt"
    EXPERIENCE_RATE = "experience.rate"
    EXPERIENCE_CONVERT = "experience.convert"
    EXPERIENCE_REACH = "experience.reach"
    EXPERIENCE_COUNTED = "experience.counted"  # whose reading and quoting says something of its reach
    RESOURCE_LIST = "resource.list"
    RESOURCE_READ = "resource.read"
    RESOURCE_CREATE = "resource.create"
    RESOURCE_EDIT = "resource.edit"
    RESOURCE_JOIN = "resource.join"
    RESOURCE_QUEUE = "resource.queue"
    RESOURCE_REVIEW = "resource.review"
    RESOURCE_KEEP = "resource.keep"
    RESOURCE_SAY = "resource.say"
    RESOURCE_WATCH = "resource.watch"
    RESOURCE_SUGGEST = "resource.suggest"
    RESOURCE_REACH = "resource.reach"
    RESOURCE_COUNTED = "resource.counted"
    WISH_LIST = "wish.list"
    WISH_READ = "wish.read"
    WISH_CREATE = "wish.create"
    WISH_ECHO = "wish.echo"
    WISH_ANSWER = "wish.answer"
    WISH_CLOSE = "wish.close"
    CORRECTION_READ = "correction.read"
    CORRECTION_SETTLE = "correction.settle"
    WORD_READ = "word.read"
    WORD_SETTLE = "word.settle"
    BOOKMARK_LIST = "bookmark.list"
    BOOKMARK_READ = "bookmark.read"
    BOOKMARK_EDIT = "bookmark.edit"
    AID_LIST = "aid.list"
    AID_READ = "aid.read"
    AID_CREATE = "aid.create"
    AID_EDIT = "aid.edit"
    AID_DECLARE = "aid.declare"
    PROOF_LIST = "proof.list"
    PROOF_READ = "proof.read"
    PROOF_EDIT = "proof.edit"
    PLAN_LIST = "plan.list"
    PLAN_READ = "plan.read"
    PLAN_CREATE = "plan.create"
    PLAN_EDIT = "plan.edit"
    KEPT_SEARCH_OWN = "kept_search.own"
    KEPT_SEARCH_READ = "kept_search.read"
    KEPT_SEARCH_EDIT = "kept_search.edit"
    COLLECTION_LIST = "collection.list"
    COLLECTION_READ = "collection.read"
    COLLECTION_CREATE = "collection.create"
    COLLECTION_EDIT = "collection.edit"
    COLLECTION_RECOMMEND = "collection.recommend"
    COLLECTION_DROP = "collection.drop"
    EXPORT_READ = "export.read"
    ORGANISATION_LIST = "organisation.list"
    ORGANISATION_READ = "organisation.read"
    ORGANISATION_EDIT = "organisation.edit"
    ORGANISATION_CREATE = "organisation.create"
    ORGANISATION_REACH = "organisation.reach"
    REACH_OWN = "reach.own"
    REPORT_CREATE = "report.create"
    REPORT_READ = "report.read"
    REPORT_SETTLE = "report.settle"
    MODERATION_QUEUE = "moderation.queue"
    HELD_OWN = "held.own"
    HELD_READ = "held.read"
    HELD_SETTLE = "held.settle"
    CONTENT_HIDE = "content.hide"
    ADMIN_HOME = "admin.home"
    REQUEST_LIST = "request.list"
    REQUEST_READ = "request.read"
    REQUEST_DECIDE = "request.decide"
    INVITATION_LIST = "invitation.list"
    INVITATION_READ = "invitation.read"
    INVITATION_CREATE = "invitation.create"
    INVITATION_REVOKE = "invitation.revoke"
    ROLE_CHANGE = "role.change"
    JOURNAL_READ = "journal.read"
    MAIL_QUEUE = "mail.queue"
    MAIL_RETRY = "mail.retry"

    @property
    def read(self) -> "Action":
        """The action without which the thing must look absent: 404, not 403."""
        return READING.get(self) or Action(self.partition(".")[0] + ".read")


# What is judged by reading something of another name.
READING = {
    Action.ROLE_CHANGE: Action.MEMBER_READ,
    Action.EXPERIENCE_CONVERT: Action.TOPIC_READ,
    Action.CONTENT_HIDE: Action.MODERATION_QUEUE,
    Action.TAG_SETTLE: Action.TAG_LIST,
    Action.MAIL_RETRY: Action.MAIL_QUEUE,
}

# The staff's rooms: who has no business there is refused (403), never sent to the waiting page nor told 404.
STAFF_ROOMS = frozenset(
    {"moderation", "content", "admin", "request", "invitation", "role", "journal", "mail", "announcement", "tag"}
)
STAFF_ACTIONS = frozenset(
    {
        Action.REPORT_READ,
        Action.REPORT_SETTLE,
        Action.MEMBER_SUSPEND,
        Action.MEMBER_KEEP,
        Action.MEMBER_VOUCH,
        Action.HELD_READ,
        Action.HELD_SETTLE,
        Action.SEARCH_WATCH,
    }
)


def is_staff_action(action: Action) -> bool:
    """Whether the action belongs to the staff's rooms."""
    return action in STAFF_ACTIONS or action.partition(".")[0] in STAFF_ROOMS
