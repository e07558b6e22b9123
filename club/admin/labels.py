"""French words for roles, statuses and acts, as the staff's pages say them."""

import re
from datetime import datetime

from club import french
from club.forum.audience import LABELS as AUDIENCES
from club.forum.models import TopicKind
from club.members.models import Role, Standing, Status
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
    Action.MEMBER_EXPORT: "Annuaire exporté",
    Action.MEMBER_EMAIL: "Adresse masquée consultée",
    Action.CONTENT_HIDE: "Contenu masqué ou rétabli",
    Action.REPORT_SETTLE: "Signalement traité",
    Action.HELD_SETTLE: "Premier message relu",
    Action.TAG_SETTLE: "Étiquette proposée jugée",
    Action.TOPIC_CURATE: "Sujet rangé",
    Action.TOPIC_ANNOUNCE: "Annonce programmée",
    Action.TOPIC_SOLVE: "Réponse retenue par l’équipe",
    Action.POST_EDIT: "Message d’un autre corrigé",
    Action.POST_REVERT: "Version d’un message rétablie",
    Action.POST_REMOVE: "Message d’un autre retiré",
    Action.EXPERIENCE_EDIT: "Expérience d’un autre modifiée",
    Action.RESOURCE_EDIT: "Ressource modifiée par l’équipe",
    Action.IMPORT_RUN: "Catalogue d’un partenaire importé par l’équipe",
    Action.COLLECTION_EDIT: "Parcours d’un autre modifié",
    Action.COLLECTION_RECOMMEND: "Parcours recommandé ou non",
    Action.WISH_CLOSE: "Ressource demandée close",
    Action.AID_EDIT: "Aide modifiée par l’équipe",
    Action.ORGANISATION_CREATE: "Organisation créée",
    Action.ORGANISATION_SETTLE: "Organisation proposée examinée",
    Action.ORGANISATION_MERGE: "Organisations réunies",
    Action.PARTNER_IMPORT_RUN: "Partenaires importés d’un tableau",
    Action.CLAIM_SETTLE: "Demande de tenir une fiche examinée",
    Action.ORGANISATION_EDIT: "Organisation modifiée par l’équipe",
    Action.HANDOVER_DECLARE: "Départ déclaré ou annulé",
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
    "communes": "communes",
    "leaves_on": "départ le",
    "filter": "filtres",
    "rows": "lignes",
    "name": "nom",
    "body": "texte",
    "state": "état",
    "changed": "modifié",
    "removed": "retiré",
    "recommended": "recommandé",
    "solution": "réponse retenue",
    "is_solution_locked": "choix réservé à l’équipe",
    "standing": "annuaire",
    "closed_on": "fermée le",
    "successor": "remplacée par la fiche n°",
    "merged_into": "réunie à la fiche n°",
    "claim": "demande n°",
    "member": "membre n°",
}
DATED = re.compile(r"\d{4}-\d{2}-\d{2}(T[\d:.]+[+-]\d{2}:\d{2})?\Z")
SHORT = {role: label.partition(" : ")[0].lower() for role, label in ROLES.items()}
VALUES: dict[str, str] = {
    **{role.value: label for role, label in SHORT.items()},
    **{status.value: label.lower() for status, label in STATUSES.items()},
    **{audience.value: label.lower() for audience, label in AUDIENCES.items()},
    "hidden": "masqué",
    "kept": "laissé visible",
    "accepted": "acceptée",
    "refused": "refusée",
    Standing.PROPOSED: "proposée",
    Standing.LISTED: "dans l’annuaire",
    Standing.MERGED: "réunie à une autre",
    TopicKind.ANNOUNCEMENT: "annonce",
    "theme": "dans son thème",
    "everywhere": "partout",
}


def told(value: object) -> str:
    """A value of the journal, in French when it is one of the club's words."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "oui" if value else "non"
    return VALUES.get(str(value)) or _day(str(value)) or str(value)


def _day(value: str) -> str:
    """A day or a moment as people say it; nothing for what is neither."""
    if not DATED.match(value):
        return ""
    moment = datetime.fromisoformat(value)
    return french.fulldate(moment) if moment.tzinfo else french.day(moment.date())
