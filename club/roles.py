"""Who somebody is to the club: the words of which the policy is made."""

from typing import Any

from club.rules import Viewer, any_of


def visitor(viewer: Viewer, thing: Any) -> bool:
    """Nobody is signed in."""
    return viewer.id is None


def signed_in(viewer: Viewer, thing: Any) -> bool:
    """Has an account, be it still waiting for its admission."""
    return viewer.id is not None


def pending(viewer: Viewer, thing: Any) -> bool:
    """Signed in, not admitted yet."""
    return viewer.id is not None and viewer.status == "pending"


def member(viewer: Viewer, thing: Any) -> bool:
    """An admitted member, whatever the role."""
    return viewer.id is not None and viewer.status == "active"


def administrator(viewer: Viewer, thing: Any) -> bool:
    return member(viewer, thing) and viewer.role == "administrator"


def moderator(viewer: Viewer, thing: Any) -> bool:
    """A moderator or an administrator: the whole club is theirs to keep in order."""
    return member(viewer, thing) and viewer.role in {"moderator", "administrator"}


def referent(viewer: Viewer, thing: Any) -> bool:
    return member(viewer, thing) and viewer.role == "referent"


def referent_here(viewer: Viewer, thing: Any) -> bool:
    """The référent of the département that the thing belongs to."""
    return referent(viewer, thing) and getattr(thing, "departement_code", None) in viewer.scope_departements


def referent_of_all(viewer: Viewer, thing: Any) -> bool:
    """The référent of every département that a territory touches."""
    codes = set(thing.departement_codes)
    return referent(viewer, thing) and bool(codes) and codes <= set(viewer.scope_departements)


keeper = any_of(moderator, referent_here)
staff = any_of(moderator, referent)


def partner(viewer: Viewer, thing: Any) -> bool:
    """An editor for a partner organisation."""
    return member(viewer, thing) and viewer.role == "partner" and viewer.organisation_id is not None


def of_the_communes(viewer: Viewer, thing: Any) -> bool:
    """Works for a commune: neither the staff nor a partner, whatever communes they follow."""
    return member(viewer, thing) and viewer.role == "member"


def project_leader(viewer: Viewer, thing: Any) -> bool:
    """Leads the project of a commune: the function says so."""
    return of_the_communes(viewer, thing) and viewer.is_project_leader
