"""Where a text was begun: what the place is called and where one goes on writing."""

import re
from dataclasses import dataclass

from flask import url_for

PLACE = re.compile(
    r"(nouveau-sujet|annonce|experience|ressource|(?:reponse|message|experience|ressource)-([1-9][0-9]{0,8})(?:-([1-5]))?)"
)


@dataclass(frozen=True)
class Place:
    """A form of the club."""

    label: str
    url: str
    thing_id: int | None = None  # the topic that is answered, the message that is changed
    texts: tuple[str, ...] = ("title", "body")  # without one of them nothing is begun; none: any field counts


def find(name: str) -> Place | None:
    """The place of this name; None when no form has it."""
    found = PLACE.fullmatch(name)
    if found is None:
        return None
    if name.startswith("experience"):
        return _experience(found[2], found[3])
    if found[3]:
        return None
    if name.startswith("ressource"):
        return _resource(found[2])
    if found[2]:
        number = int(found[2])
        if name.startswith("message-"):
            return Place("Correction d’un message", url_for("forum.edit_post", id=number), number)
        return Place("Réponse dans un sujet", url_for("forum.reply", id=number), number)
    if name == "annonce":
        return Place("Annonce", url_for("forum.announce"))
    return Place("Nouveau sujet", url_for("forum.new_topic"), texts=("title", "body", "tried"))


def _resource(id: str | None) -> Place:
    texts = ("title", "summary", "body")
    if id is None:
        return Place("Nouvelle ressource", url_for("library.new"), texts=texts)
    return Place("Ressource", url_for("library.edit", id=int(id)), int(id), texts=texts)


def _experience(id: str | None, step: str | None) -> Place | None:
    """A step of a write-up, or the first one of a write-up to come."""
    if id is None:
        return Place("Nouvelle expérience", url_for("experiences.new"), texts=("title", "summary"))
    if step is None:
        return None
    address = url_for("experiences.edit", id=int(id), step=int(step))
    return Place(f"Expérience, étape {step}", address, int(id), texts=())
