"""What can happen in the directory."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationChanged(Event):
    organisation_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationProposed(Event):
    organisation_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalSettled(Event):
    organisation_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationClaimed(Event):
    claim_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class ClaimSettled(Event):
    claim_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class OrganisationMerged(Event):
    """`gone_id` is `kept_id` now: all that pointed to it points to the kept one."""

    gone_id: int
    kept_id: int
    by_id: int


@dataclass(frozen=True, kw_only=True)
class PartnersImported(Event):
    """A batch of an import wrote these cards."""

    organisation_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class PartnerImportEnded(Event):
    import_id: int
