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
    Action.MEMBER_EMAIL: "Adresse masquée consultée",
    Action.CONTENT_HIDE: "Contenu masqué ou rétabli",
    Action.REPORT_SETTLE: "Signalement traité",
    Action.TOPIC_CURATE: "Sujet rangé",
    Action.POST_EDIT: "Message d’un autre corrigé",
    Action.POST_REMOVE: "Message d’un autre retiré",
    Action.EXPERIENCE_EDIT: "Expérience d’un autre modifiée",
    Action.RESOURCE_EDIT: "Ressource modifiée par l’équipe",
    Action.ORGANISATION_CREATE: "Organisation créée",
    Action.ORGANISATION_EDIT: "Organisation modifiée par l’équipe",
    Action.MAIL_RETRY: "Courriel relancé",
}
