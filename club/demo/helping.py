"""The Entraide of the demonstration: offers of each kind, requests in each state, a visit that became an experience."""

from datetime import datetime, time, timedelta

from club import clock
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.experiences import coauthors
from club.experiences import operations as publishing
from club.experiences import queries as experiences
from club.extensions import db
from club.helping import operations, requests
from club.helping import queries as helping
from club.helping.models import HelpOffer, HelpRequest
from club.helping.states import State
from club.members.models import Member


def helping_hands(scene: Scene) -> None:
    """Each offer on its day, with what was asked of it."""
    for entry in entries("helping"):
        offer = _offer(entry, scene)
        for asked in entry["requests"]:
            _request(asked, offer, scene, host=scene.people[entry["author"]])
        if entry["paused"]:
            operations.move(offer, "pause")


def _offer(entry: Entry, scene: Scene) -> HelpOffer:
    sheet = operations.Sheet(
        kind=entry["kind"], title=entry["title"], body=entry["body"], availability=entry["availability"],
        capacity=entry["capacity"], theme_ids=scene.words.theme_ids(entry["themes"]),
    )  # fmt: skip
    offer = operations.create(sheet, by=scene.people[entry["author"]])
    offer.created_at = offer.updated_at = scene.calendar.ago(entry["days_ago"])
    db.session.flush()
    return offer


def _request(entry: Entry, offer: HelpOffer, scene: Scene, *, host: Member) -> None:
    """As the two people did, then on its day."""
    by = scene.people[entry["by"]]
    asked = requests.ask(offer, entry["message"], by.commune_code, by=by)
    if entry["state"] == State.CANCELLED:
        requests.cancel(asked, word=entry["word"], by=by)
    elif entry["state"] != State.SENT:
        is_yes = entry["state"] != State.DECLINED
        requests.answer(asked, is_yes=is_yes, word=entry["word"], meeting=None, by=host)
    if entry["state"] in (State.DATED, State.DONE):
        asked.state, asked.place = State.DATED, entry["place"]
        asked.meeting_at = _at(scene, entry["in_days"])
    if entry["state"] == State.DONE:
        _tell(asked, entry, scene, by, host)
    asked.created_at = scene.calendar.ago(entry["days_ago"])
    asked.updated_at = scene.calendar.after(asked.created_at, 26)
    db.session.flush()


def _tell(asked: HelpRequest, entry: Entry, scene: Scene, by: Member, host: Member) -> None:
    """The note and, for one of them, the experience that the two wrote together from it."""
    db.session.flush()
    whole = helping.request(asked.id)
    assert whole is not None
    assert whole.meeting_at is not None
    requests.tell(whole, entry["note"], by=by)
    whole.noted_at = scene.calendar.past(whole.meeting_at + timedelta(days=2))
    if entry["becomes_days_ago"]:
        draft = requests.write_up(whole, by=by)
        draft.stage = "usage"
        coauthors.answer(draft, is_yes=True, by=host)
        db.session.flush()
        db.session.expire(draft)
        told = experiences.experience(draft.id)
        assert told is not None
        publishing.publish(told, by=by, at=scene.calendar.ago(entry["becomes_days_ago"]))


def _at(scene: Scene, days: int) -> datetime:
    day = scene.calendar.now.astimezone(clock.PARIS).date() + timedelta(days=days)
    return datetime.combine(day, time(14), tzinfo=clock.PARIS)
