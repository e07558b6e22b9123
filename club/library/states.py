"""The life of a resource: its states, and the transitions that lead from one to another."""

from enum import StrEnum

from club.transitions import Transition


class State(StrEnum):
    """Where a resource stands. Published ones, those to check and archived ones can be read by all members."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    CHECK = "check"
    ARCHIVED = "archived"


LABELS = {
    State.DRAFT: "Brouillon",
    State.REVIEW: "À relire",
    State.PUBLISHED: "Publiée",
    State.CHECK: "À vérifier",
    State.ARCHIVED: "Archivée",
}
LISTED = (State.PUBLISHED, State.CHECK)  # what the library shows
BEFORE = (State.DRAFT, State.REVIEW)


TRANSITIONS = {
    "submit": Transition((State.DRAFT,), State.REVIEW, "Seul un brouillon se donne à relire."),
    "give_back": Transition((State.REVIEW,), State.DRAFT, "Seule une ressource à relire se rend à son organisation."),
    "publish": Transition((*BEFORE, State.ARCHIVED), State.PUBLISHED, "Cette ressource est déjà publiée."),
    "flag": Transition((State.PUBLISHED,), State.CHECK, "Seule une ressource publiée se marque « à vérifier »."),
    "confirm": Transition(LISTED, State.PUBLISHED, "Seule une ressource publiée peut être confirmée."),
    "archive": Transition(LISTED, State.ARCHIVED, "Seule une ressource publiée s’archive."),
    "withdraw": Transition(
        (*LISTED, State.ARCHIVED), State.DRAFT, "Seule une ressource publiée se retire de la publication."
    ),
}
