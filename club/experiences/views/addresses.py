"""Where experiences live."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from club.access import me
from club.experiences.models import Experience
from club.policy import Action, can


def page_of(experience: Experience, anchor: str | None = None) -> str:
    """The page of an experience."""
    return url_for(".show", id=experience.id, slug=experience.slug, _anchor=anchor)


def back_to(experience: Experience, anchor: str | None = None) -> ResponseReturnValue:
    """To its page, or to the gallery when it is out of sight now."""
    return redirect(page_of(experience, anchor) if can(me(), Action.EXPERIENCE_READ, experience) else url_for(".index"))
