"""What is done to the resource of an organisation by somebody else goes to the journal."""

from club import journal
from club.library.models import Resource
from club.members.models import Member
from club.policy import Action


def record(resource: Resource, by: Member, after: dict[str, object], reason: str = "") -> None:
    """One line of the journal, unless an organisation acts on its own resource."""
    if by.organisation_id is None or by.organisation_id != resource.organisation_id:
        act = Action.RESOURCE_EDIT
        journal.record(act, "resource", resource.id, label=resource.title, after=after, reason=reason, by=by.id)
