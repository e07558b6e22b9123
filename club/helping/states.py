"""What can be offered, and the lives of an offer and of a request."""

from enum import StrEnum
from typing import NamedTuple

from club.transitions import Transition


class Kind(NamedTuple):
    """A kind of offer: what its owner says, what it is called, its icon."""

    says: str
    name: str
    icon: str


KINDS = {
    "visite": Kind("J’accueille une visite", "Visite", "map-pin"),
    "relecture": Kind("Je relis un cahier des charges", "Relecture", "file-text"),
    "temoignage": Kind("Je peux témoigner", "Témoignage", "megaphone"),
    "parrainage": Kind("Je parraine une arrivée", "Parrainage", "handshake"),
}


class OfferState(StrEnum):
    """Where an offer stands: a paused one is read by its address only; a closed one was left by its owner."""

    OPEN = "open"
    PAUSED = "paused"
    CLOSED = "closed"


OFFER_WAYS = {
    "pause": Transition((OfferState.OPEN,), OfferState.PAUSED, "Cette offre est déjà en pause."),
    "resume": Transition((OfferState.PAUSED,), OfferState.OPEN, "Cette offre est déjà ouverte."),
}


class State(StrEnum):
    """Where a request stands."""

    SENT = "sent"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DATED = "dated"
    DONE = "done"
    CANCELLED = "cancelled"


LABELS = {
    State.SENT: "Envoyée",
    State.ACCEPTED: "Acceptée",
    State.DECLINED: "Déclinée",
    State.DATED: "Date fixée",
    State.DONE: "Racontée",
    State.CANCELLED: "Annulée",
}
BUSY = (State.ACCEPTED, State.DATED)  # what takes the time of whoever offers
OPEN = (State.SENT, *BUSY)

WAYS = {
    "accept": Transition((State.SENT,), State.ACCEPTED, "Cette demande a déjà reçu sa réponse."),
    "decline": Transition((State.SENT,), State.DECLINED, "Cette demande a déjà reçu sa réponse."),
    "plan": Transition(BUSY, State.DATED, "Une date se fixe quand la demande est acceptée, et tant qu’elle a cours."),
    "cancel": Transition(OPEN, State.CANCELLED, "Cette demande n’a plus cours."),
    "tell": Transition(BUSY, State.DONE, "Un retour s’écrit une fois, après une demande acceptée."),
}
