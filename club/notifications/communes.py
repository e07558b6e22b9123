"""Telling those who follow a commune that its page has changed: one line a day. Again changes nothing."""

from flask import url_for
from sqlalchemy import select

from club import clock
from club.communes.events import ProjectChanged
from club.extensions import db
from club.forum.models import Level, Watch
from club.notifications.fanout import Fact, tell
from club.territories.models import Commune


def project_changed(event: ProjectChanged) -> None:
    """By the bell and in the day's mail, whoever wrote and however often."""
    place = db.session.get(Commune, event.commune_code)
    if place is None:
        return
    url = url_for("directory.commune", code=place.path, _anchor="projet", _external=False)
    words = {"title": f"{place.name} complète sa page", "url": url}
    fact = Fact(
        kind=f"project-{clock.today():%y%m%d}",
        subject_kind="commune",
        subject_id=_number(place.code),
        actor_id=event.by_id,
        words=words,
    )
    here = Watch.kind == "commune", Watch.reference == place.code, Watch.level >= Level.FOLLOW
    tell(fact, select(Watch.member_id).where(*here), why="commune", is_mailed=True)


def _number(code: str) -> int:
    """A number for a code of commune, « 36093 » or « 2A004 »: what a line is about has a number."""
    return int(code, 36)
