"""Telling members what happens to the cards of partners: proposed, claimed, answered. Again changes nothing."""

from flask import url_for
from sqlalchemy import select

from club.directory import claims, events
from club.directory.claims import State
from club.directory.importing import queries as importing
from club.events import Event, Listener
from club.extensions import db
from club.importing import reports
from club.members import queries as members
from club.members.models import Member, Organisation, Standing
from club.notifications.fanout import Fact, tell

ANSWERS = {
    Standing.LISTED: "est dans l’annuaire",
    Standing.MERGED: "était déjà dans l’annuaire : les deux fiches sont réunies",
}


def proposed(event: events.OrganisationProposed) -> None:
    """Who may settle it sees that it waits."""
    organisation = db.session.get(Organisation, event.organisation_id)
    if organisation is not None and organisation.standing == Standing.PROPOSED:
        url = url_for("directory.settle_proposal", id=organisation.id, _external=False)
        title = f"Une organisation est proposée : « {organisation.name} »"
        _tell(
            "proposed", organisation.id, title, url, members.moderators_of(organisation.departement_code), event.by_id
        )


def settled(event: events.ProposalSettled) -> None:
    """Its proposer reads the answer."""
    organisation = db.session.get(Organisation, event.organisation_id)
    if organisation is not None and organisation.proposed_by_id:
        said = ANSWERS.get(Standing(organisation.standing), "n’est pas retenue")
        url = url_for("directory.partner", id=organisation.id, slug=organisation.slug, _external=False)
        title, whom = f"« {organisation.name} » {said}", [organisation.proposed_by_id]
        kind = f"proposal-{organisation.standing}"
        _tell(kind, organisation.id, title, url, whom, event.by_id, "proposer", organisation.decision_reason)


def claimed(event: events.OrganisationClaimed) -> None:
    """The team is asked to check who asks."""
    claim = claims.claim(event.claim_id)
    if claim is not None and claim.state == State.WAITING:
        url = url_for("directory.claim", id=claim.id, _external=False)
        title = f"{claim.author.full_name} demande à tenir la fiche « {claim.organisation.name} »"
        _tell(f"claim-{claim.id}", claim.organisation_id, title, url, members.moderators_of(None), event.by_id)


def claim_settled(event: events.ClaimSettled) -> None:
    """Who asked reads the answer; the other editors of the card learn that they are one more."""
    claim = claims.claim(event.claim_id)
    if claim is None:
        return
    organisation, is_accepted = claim.organisation, claim.state == State.ACCEPTED
    url = url_for("directory.partner", id=organisation.id, slug=organisation.slug, _external=False)
    said = "Vous tenez maintenant la fiche" if is_accepted else "Votre demande de tenir une fiche n’est pas retenue :"
    kind, title = f"claimed-{claim.id}", f"{said} « {organisation.name} »"
    _tell(kind, organisation.id, title, url, [claim.author_id], event.by_id, "claimer", claim.reason)
    if is_accepted:
        others = select(Member.id).where(members.editing(organisation.id), Member.id != claim.author_id)
        title = f"{claim.author.full_name} tient avec vous la fiche « {organisation.name} »"
        _tell(
            f"joined-{claim.id}", organisation.id, title, url, list(db.session.scalars(others)), event.by_id, "editor"
        )


def import_ended(event: events.PartnerImportEnded) -> None:
    """Whoever launched it learns how it ended. Nobody is told of each card."""
    run = importing.run(event.import_id)
    if run is not None:
        url = url_for("directory.imported", id=run.id, _external=False)
        words = {"title": f"L’import de « {run.name} » est terminé", "url": url, "reason": reports.told(run)}
        fact = Fact(kind="imported", subject_kind="partner_import", subject_id=run.id, actor_id=None, words=words)
        tell(fact, select(Member.id).where(Member.id == run.author_id))


def _tell(
    kind: str, id: int, title: str, url: str, whom: list[int], by_id: int, why: str = "partners", reason: str = ""
) -> None:
    words = {"title": title, "url": url, "reason": reason}
    fact = Fact(kind=kind, subject_kind="organisation", subject_id=id, actor_id=by_id, words=words)
    tell(fact, select(Member.id).where(Member.id.in_(whom)), why=why, is_mailed=True)


LISTENERS: dict[type[Event], list[Listener]] = {
    events.OrganisationProposed: [proposed],
    events.ProposalSettled: [settled],
    events.OrganisationClaimed: [claimed],
    events.ClaimSettled: [claim_settled],
    events.PartnerImportEnded: [import_ended],
}
