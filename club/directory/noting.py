"""What is done to the card of an organisation by somebody else goes to the journal."""

from typing import Any

from club import journal
from club.members.models import Member, Organisation
from club.policy import Action


def record(
    organisation: Organisation, by: Member, after: dict[str, Any], *, act: Action = Action.ORGANISATION_EDIT,
    reason: str = "",
) -> None:  # fmt: skip
    """One line of the journal, unless an editor acts on the card of their own organisation."""
    if by.organisation_id == organisation.id:
        return
    journal.record(act, "organisation", organisation.id, by=by.id, label=organisation.name, after=after, reason=reason)
