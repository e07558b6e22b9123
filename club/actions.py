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
    MEMBER_EXPORT = "member.export"
    MEMBER_SUSPEND = "member.suspend"
    MEMBER_KEEP = "member.keep"
    MEMBER_VOUCH = "member.vouch"
    COMMUNE_LIST = "commune.list"
    COMMUNE_READ = "commune.read"
    COVERAGE_READ = "coverage.read"
    COMMUNE_SILENT = "commune.silent"
    COMMUNE_EDIT = "commune.edit"
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
    FILE_SEND = "file.send"
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
    IMPORT_LIST = "import.list"
    IMPORT_READ = "import.read"
    IMPORT_RUN = "import.run"
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
    HELP_LIST = "help.list"
    HELP_READ = "help.read"
    HELP_CREATE = "help.create"
    HELP_EDIT = "help.edit"
    HELP_ASK = "help.ask"
    HELP_REQUEST_READ = "help_request.read"
    HELP_REQUEST_ANSWER = "help_request.answer"
    HELP_REQUEST_PLAN = "help_request.plan"
    HELP_REQUEST_CANCEL = "help_request.cancel"
    HELP_REQUEST_TELL = "help_request.tell"
    HELP_NOTE_READ = "help_note.read"
    ORGANISATION_LIST = "organisation.list"
    ORGANISATION_READ = "organisation.read"
    ORGANISATION_EDIT = "organisation.edit"
    ORGANISATION_CREATE = "organisation.create"
    ORGANISATION_REACH = "organisation.reach"
    ORGANISATION_PROPOSE = "organisation.propose"
    ORGANISATION_QUEUE = "organisation.queue"
    ORGANISATION_SETTLE = "organisation.settle"
    ORGANISATION_CLAIM = "organisation.claim"
    ORGANISATION_MERGE = "organisation.merge"
    ORGANISATION_HISTORY = "organisation.history"
    PARTNER_IMPORT_LIST = "partner_import.list"
    PARTNER_IMPORT_READ = "partner_import.read"
    PARTNER_IMPORT_RUN = "partner_import.run"
    CLAIM_LIST = "claim.list"
    CLAIM_READ = "claim.read"
    CLAIM_SETTLE = "claim.settle"
    CLAIM_WITHDRAW = "claim.withdraw"
    OFFER_READ = "offer.read"
    OFFER_EDIT = "offer.edit"
    CONTACT_READ = "contact.read"
    CONTACT_EDIT = "contact.edit"
    PLACE_LIST_LIST = "place_list.list"
    PLACE_LIST_READ = "place_list.read"
    PLACE_LIST_CREATE = "place_list.create"
    PLACE_LIST_EDIT = "place_list.edit"
    INQUIRY_LIST = "inquiry.list"
    INQUIRY_READ = "inquiry.read"
    INQUIRY_CREATE = "inquiry.create"
    INQUIRY_REPLY = "inquiry.reply"
    INQUIRY_ACKNOWLEDGE = "inquiry.acknowledge"
    INQUIRY_CLOSE = "inquiry.close"
    REACH_OWN = "reach.own"
    REPORT_CREATE = "report.create"
    REPORT_READ = "report.read"
    REPORT_SETTLE = "report.settle"
    MODERATION_QUEUE = "moderation.queue"
    HANDOVER_LIST = "handover.list"
    HANDOVER_READ = "handover.read"
    HANDOVER_OWN = "handover.own"  # its things that are nobody else's business
    HANDOVER_CREATE = "handover.create"
    HANDOVER_DECLARE = "handover.declare"  # the departure of somebody else
    HANDOVER_EDIT = "handover.edit"
    HANDOVER_RECEIVE = "handover.receive"
    HANDOVER_FILE = "handover.file"
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
    Action.HANDOVER_DECLARE: Action.MEMBER_READ,
    Action.HANDOVER_RECEIVE: Action.HANDOVER_RECEIVE,
    Action.HANDOVER_FILE: Action.HANDOVER_FILE,
}

# The staff's rooms: who has no business there is refused (403), never sent to the waiting page nor told 404.
STAFF_ROOMS = frozenset(
    {"moderation", "content", "admin", "request", "invitation", "role", "journal", "mail", "announcement", "tag"}
)
STAFF_ACTIONS = frozenset(
    {
        Action.REPORT_READ,
        Action.REPORT_SETTLE,
        Action.MEMBER_EXPORT,
        Action.MEMBER_SUSPEND,
        Action.MEMBER_KEEP,
        Action.MEMBER_VOUCH,
        Action.HELD_READ,
        Action.HELD_SETTLE,
        Action.SEARCH_WATCH,
        Action.COVERAGE_READ,
        Action.COMMUNE_SILENT,
    }
)


def is_staff_action(action: Action) -> bool:
    """Whether the action belongs to the staff's rooms."""
    return action in STAFF_ACTIONS or action.partition(".")[0] in STAFF_ROOMS
