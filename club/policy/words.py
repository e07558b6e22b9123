"""What makes a thing somebody's: the words of the table beside those of `club.roles`."""

from typing import Any

from club.actions import Action
from club.policy.judging import can
from club.roles import member, of_the_communes, partner
from club.rules import Viewer


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


def successor(viewer: Viewer, thing: Any) -> bool:
    """Comes after somebody who leaves."""
    return member(viewer, thing) and thing.successor_id == viewer.id


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
    """Serves the commune that it belongs to, which the staff confirmed. What is a commune's own is the team's alone."""
    return of_the_communes(viewer, thing) and viewer.id in thing.team_ids


def edits_resource(viewer: Viewer, thing: Any) -> bool:
    """Who may edit a resource answers what is said of it."""
    return can(viewer, Action.RESOURCE_EDIT, thing.resource)


def my_organisation(viewer: Viewer, thing: Any) -> bool:
    return partner(viewer, thing) and thing.id == viewer.organisation_id


def of_edited_card(viewer: Viewer, thing: Any) -> bool:
    """Who may edit the card of an organisation writes its offers and its contacts."""
    return can(viewer, Action.ORGANISATION_EDIT, thing.organisation)


def known_card(viewer: Viewer, thing: Any) -> bool:
    """In the directory, or put into another card: its address still leads somewhere."""
    return thing.standing in {"listed", "merged"}


def proposed(viewer: Viewer, thing: Any) -> bool:
    """Waits for the staff."""
    return bool(thing.standing == "proposed")


def proposer(viewer: Viewer, thing: Any) -> bool:
    return member(viewer, thing) and thing.proposed_by_id == viewer.id


def on_offer(viewer: Viewer, thing: Any) -> bool:
    """An offer that its organisation has not withdrawn."""
    return thing.withdrawn_at is None


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


def findable_card(viewer: Viewer, thing: Any) -> bool:
    """Of an active account, whose owner figures in the directory."""
    return bool(thing.is_findable)


def by_findable(viewer: Viewer, thing: Any) -> bool:
    """Of somebody whom members find in the directory."""
    return bool(thing.author.is_findable)


def host(viewer: Viewer, thing: Any) -> bool:
    """Offers the help that is asked for: between the two of them, the staff does not read it."""
    return author(viewer, thing.offer)


def noted(viewer: Viewer, thing: Any) -> bool:
    """Told afterwards, for all members."""
    return thing.noted_at is not None


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
