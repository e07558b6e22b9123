"""What can happen in the directory."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    organisation_id: int
    by_id: int
