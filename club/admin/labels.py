"""French words for roles, statuses and acts, as the staff's pages say them."""

from club.members.models import Role, Status
from club.policy import Action

ROLES = {
    Role.MEMBER: "Membre",
    Role.PARTNER: "Partenaire : publie pour une organisation",
    Role.REFERENT: "Référent : suit un département ou une région",
    Role.MODERATOR: "Modération",
    Role.ADMINISTRATOR: "Administration",
}

STATUSES = {
    Status.UNCONFIRMED: "Adresse à confirmer",
    Status.PENDING: "En attente",
    Status.ACTIVE: "Actif",
    Status.SUSPENDED: "Suspendu",
    Status.CLOSED: "Fermé",
}

ACTS = {
    Action.REQUEST_DECIDE: "Demande traitée",
    Action.INVITATION_CREATE: "Invitation envoyée",
    Action.INVITATION_REVOKE: "Invitation annulée",
    Action.ROLE_CHANGE: "Rôle changé",
    Action.MEMBER_SUSPEND: "Suspension ou retour",
    Action.MEMBER_VOUCH: "Communes d’un membre confirmées",
    Action.MEMBER_EMAIL: "Adresse masquée consultée",
    Action.CONTENT_HIDE: "Contenu masqué ou rétabli",
    Action.REPORT_SETTLE: "Signalement traité",
    Action.HELD_SETTLE: "Premier message relu",
    Action.TAG_SETTLE: "Étiquette proposée jugée",
    Action.TOPIC_CURATE: "Sujet rangé",
    Action.TOPIC_ANNOUNCE: "Annonce programmée",
    Action.POST_EDIT: "Message d’un autre corrigé",
    Action.POST_REVERT: "Version d’un message rétablie",
    Action.POST_REMOVE: "Message d’un autre retiré",
    Action.EXPERIENCE_EDIT: "Expérience d’un autre modifiée",
    Action.RESOURCE_EDIT: "Ressource modifiée par l’équipe",
    Action.WISH_CLOSE: "Ressource demandée close",
    Action.AID_EDIT: "Aide modifiée par l’équipe",
    Action.ORGANISATION_CREATE: "Organisation créée",
    Action.ORGANISATION_EDIT: "Organisation modifiée par l’équipe",
    Action.MAIL_RETRY: "Courriel relancé",
}

# What the journal keeps of a thing before and after, by the names that the operations give it.
NAMES = {
    "role": "rôle",
    "status": "état",
    "organisation": "organisation n°",
    "scope": "territoire",
    "hidden": "masqué",
    "decision": "décision",
    "published": "publié",
    "edited": "modifié",
    "verified_on": "vérifié le",
    "is_locked": "fermé",
    "is_pinned": "épinglé",
    "pin": "épinglé",
    "accepted": "publié",
    "scheduled": "programmé pour",
    "cancelled": "annulé",
    "into": "vers le sujet n°",
    "split": "messages détachés",
    "pinned_until": "épinglé jusqu’au",
    "title": "titre",
    "theme_id": "thème n°",
    "kind": "genre",
    "audience": "lecteurs",
    "attempts": "essais",
    "error": "erreur",
}
SHORT = {role: label.partition(" : ")[0].lower() for role, label in ROLES.items()}
VALUES: dict[str, str] = {
    **{role.value: label for role, label in SHORT.items()},
    **{status.value: label.lower() for status, label in STATUSES.items()},
    "hidden": "masqué",
    "kept": "laissé visible",
}


def told(value: object) -> str:
    """A value of the journal, in French when it is one of the club's words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return VALUES.get(str(value), str(value))
