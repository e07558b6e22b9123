"""Those who leave in the demonstration: one is gone and followed, one leaves a vacant post, one prepares it."""

from datetime import timedelta

from club import clock
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.extensions import db
from club.handover import dossier, filing, leaving, operations, queries, receiving, successors, things
from club.handover.models import Handover
from club.territories.models import Commune


def departures(scene: Scene) -> None:
    """Each as its day has come or not."""
    for entry in entries("departures"):
        handover = _declared(entry, scene)
        _choose(entry, handover)
        if entry["successor"]:
            successors.name(handover, scene.people[entry["successor"]], by=handover.member)
        if entry["last_day"] < 0:
            _leave(entry, handover, scene)


def _declared(entry: Entry, scene: Scene) -> Handover:
    member, commune = scene.people[entry["who"]], db.session.get_one(Commune, entry["commune"])
    day = clock.today() + timedelta(days=entry["last_day"])
    plan = operations.Plan(leaves_on=day, word=entry["word"])
    made, _ = operations.declare(member, commune, plan, by=member)
    made.created_at = scene.calendar.ago(-entry["declared"])
    db.session.flush()
    found = queries.handover(made.id)
    assert found is not None
    return found


def _choose(entry: Entry, handover: Handover) -> None:
    """One fate for each group, as its buttons do."""
    groups = things.groups(handover, handover.member)
    fates = entry["choices"]
    wanted = {(one.kind, row.item.key): fates[one.kind] for one in groups if one.kind in fates for row in one.rows}
    things.choose(handover, groups, wanted, version=handover.version, by=handover.member)


def _leave(entry: Entry, handover: Handover, scene: Scene) -> None:
    leaving.leave(handover)
    handover.left_at = scene.calendar.ago(-entry["last_day"] - 1)
    if entry["is_answered"]:
        assert handover.successor is not None
        given = db.session.scalars(receiving.waiting(handover.id)).all()
        receiving.answer(given, handover, is_yes=True, by=handover.successor)
    filing.make(handover.id, dossier.of_handover(handover))
