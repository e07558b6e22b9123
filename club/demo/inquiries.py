"""The requests of the demonstration between communes of the Indre and organisations: one in each state and more."""

from datetime import timedelta

from sqlalchemy import select

from club import text
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.directory.models import Offer
from club.extensions import db
from club.inquiries import counting, receivers
from club.inquiries.models import Inquiry, InquiryReply, State
from club.members.models import Organisation
from club.vocabulary.models import TermKind

LATE, DROPPED = "late", "dropped"  # reminded and still waiting; closed without an answer


def inquiries(scene: Scene, partners: dict[str, Organisation]) -> None:
    """Each request on its day, with its answers, then what the cards say of them. No mail leaves about the past."""
    for entry in entries("inquiries"):
        made = _asked(entry, scene, partners[entry["to"]])
        _replies(made, entry, scene)
        _state(made, entry["state"], scene)
    for organisation_id in {partners[entry["to"]].id for entry in entries("inquiries")}:
        counting.recount(organisation_id)


def _asked(entry: Entry, scene: Scene, organisation: Organisation) -> Inquiry:
    by = scene.people[entry["by"]]
    assert by.commune_code is not None
    contact = receivers.contact(organisation.id, None, by.commune_code)
    made = Inquiry(
        organisation_id=organisation.id, commune_code=by.commune_code, author_id=by.id, body=entry["body"],
        body_html=text.render(entry["body"]), sent_at=scene.calendar.ago(entry["days_ago"]),
        theme_id=scene.words.term(TermKind.THEME, entry["theme"]).id,
        stage_id=scene.words.term(TermKind.ACTION_STAGE, entry["stage"]).id,
        contact_name=contact.name if contact else "", contact_email=contact.email if contact else "",
        offer_id=db.session.scalar(select(Offer.id).where(Offer.title == entry["offer"])),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _replies(made: Inquiry, entry: Entry, scene: Scene) -> None:
    for one in entry["replies"]:
        author = scene.people[one["by"]] if one["by"] else None
        is_theirs = author is None or author.organisation_id == made.organisation_id
        at = scene.calendar.after(made.sent_at, one["hours"])
        row = InquiryReply(inquiry_id=made.id, author_id=author.id if author else None, created_at=at, body=one["body"])
        row.body_html, row.is_from_organisation = text.render(one["body"]), is_theirs
        db.session.add(row)
        if is_theirs and made.answered_at is None:
            made.read_at = made.answered_at = made.counted_at = at


def _state(made: Inquiry, state: str, scene: Scene) -> None:
    made.state = {LATE: State.SENT, DROPPED: State.CLOSED}.get(state, state)
    if state == State.READ:
        made.read_at = scene.calendar.after(made.sent_at, 28)
    if state in (LATE, DROPPED):
        made.reminded_at = made.counted_at = scene.calendar.after(made.sent_at, 24 * 8)
    if made.state == State.CLOSED:
        made.closed_at = scene.calendar.past(made.sent_at + timedelta(days=30))
        made.has_answered = made.answered_at is not None
    db.session.flush()
