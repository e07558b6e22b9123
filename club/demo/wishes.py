"""What the members of the demonstration looked for in vain: requests, and words counted by day."""

from datetime import timedelta

from club import clock
from club.demo.content import entries
from club.demo.conversations import Scene
from club.extensions import db
from club.library import wishes as asking
from club.library.models import Resource
from club.library.wishes import Asked
from club.vocabulary.models import TermKind
from club.vocabulary.unanswered import UnansweredSearch


def wishes(scene: Scene, resources: dict[str, Resource]) -> None:
    """Each request on its day, those who joined, the resource that answers; then the searches without an answer."""
    for entry in entries("wishes"):
        theme = scene.words.term(TermKind.THEME, entry["theme"]).id if entry["theme"] else None
        day = clock.today() + timedelta(days=entry["in_days"]) if entry["in_days"] else None
        asked = Asked(entry["words"], entry["why"], theme, entry["departement"] or None, day)
        made = asking.ask(asked, by=scene.people[entry["by"]])
        made.asked_at = scene.calendar.ago(entry["days_ago"])
        for who in entry["echoes"]:
            asking.echo(made, by=scene.people[who])
        db.session.flush()
        if entry["answer"]:
            found = resources[entry["answer"]]
            asking.answer(made, found.id, by=found.author)
            made.answered_at = scene.calendar.after(made.asked_at, 40)
    for one in entries("unanswered"):
        for days, number in one["days"].items():
            day = clock.today() - timedelta(days=int(days))
            row = UnansweredSearch(words=one["words"], place=one["place"], day=day, number=number)
            db.session.add(row)
    db.session.flush()
