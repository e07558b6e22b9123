"""The life of an experience: its states, and the transitions that lead from one to another."""

from enum import StrEnum

from club.transitions import Transition


class State(StrEnum):
    """Where an experience stands. Published, outdated and archived ones can be read by all members."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    OUTDATED = "outdated"
    ARCHIVED = "archived"


LABELS = {
    State.DRAFT: "Brouillon",
    State.REVIEW: "À relire",
    State.PUBLISHED: "Publiée",
    State.OUTDATED: "À mettre à jour",
    State.ARCHIVED: "Archivée",
}
LISTED = (State.PUBLISHED, State.OUTDATED)  # what the gallery shows
PUBLIC = (*LISTED, State.ARCHIVED)


TRANSITIONS = {
    "submit": Transition(sources=(State.DRAFT,), target=State.REVIEW, refusal="Seul un brouillon se donne à relire."),
    "give_back": Transition(
        sources=(State.REVIEW,), target=State.DRAFT, refusal="Seule une expérience à relire se rend à son auteur."
    ),
    "publish": Transition(
        sources=(State.DRAFT, State.REVIEW, State.ARCHIVED),
        target=State.PUBLISHED,
        refusal="Cette expérience est déjà publiée.",
    ),
    "flag": Transition(
        sources=(State.PUBLISHED,), target=State.OUTDATED, refusal="Seule une expérience publiée se marque ainsi."
    ),
    "confirm": Transition(
        sources=LISTED, target=State.PUBLISHED, refusal="Seule une expérience publiée peut être confirmée."
    ),
    "archive": Transition(sources=LISTED, target=State.ARCHIVED, refusal="Seule une expérience publiée s’archive."),
    "withdraw": Transition(
        sources=PUBLIC, target=State.DRAFT, refusal="Seule une expérience publiée se retire de la publication."
    ),
}

STAGES = (("reflexion", "Réflexion"), ("oeuvre", "Mise en œuvre"), ("usage", "Usage"))
PROGRESS = (("planned", "Envisagé"), ("doing", "En cours"), ("done", "Fait"))
KINDS = (
    ("subvention", "Subvention"),
    ("pret", "Prêt ou avance"),
    ("fonds", "Fonds propres"),
    ("mecenat", "Mécénat ou don"),
    ("nature", "Aide en nature"),
    ("autre", "Autre"),
)
ANSWERS = (("oui", "Oui"), ("peu", "Un peu"), ("non", "Non"))
