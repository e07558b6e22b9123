"""The life of a request: asked, answered, dated, told, and perhaps written up."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from club import clock, jobs, text
from club.access import Conflict, Refused
from club.events import emit
from club.experiences import coauthors, writing
from club.experiences import operations as experiences
from club.experiences.models import Experience
from club.extensions import db
from club.helping.events import HelpMoved
from club.helping.models import HelpOffer, HelpRequest
from club.helping.states import BUSY, OPEN, WAYS, OfferState, State
from club.members.models import Member
from club.territories.models import Commune
from club.transitions import target

TITLE = "{} à {}"


@dataclass(frozen=True)
class Meeting:
    """When and where."""

    at: datetime
    place: str


def ask(offer: HelpOffer, message: str, commune_code: str | None, *, by: Member) -> HelpRequest:
    """Take up an offer; raises Refused when it is paused or full, or when one's own request is under way."""
    db.session.execute(select(HelpOffer.id).where(HelpOffer.id == offer.id).with_for_update())
    if offer.state != OfferState.OPEN:
        raise Refused("Cette offre est en pause. Revenez plus tard, ou voyez les autres offres d’entraide.")
    if is_full(offer):
        raise Refused("Cette personne suit déjà autant de demandes qu’elle le peut. Revenez dans quelques semaines.")
    mine = HelpRequest.offer_id == offer.id, HelpRequest.author_id == by.id, HelpRequest.state.in_(OPEN)
    if db.session.scalar(select(HelpRequest.id).where(*mine).limit(1)):
        raise Refused("Vous avez déjà une demande en cours pour cette offre : retrouvez-la dans « Mes échanges ».")
    made = HelpRequest(
        offer_id=offer.id, author_id=by.id, message=message, commune_code=commune_code,
        departement_code=offer.departement_code,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _tell(made, "ask", by)
    return made


def is_full(offer: HelpOffer) -> bool:
    """Whether as many requests are under way as its owner follows at once."""
    busy = select(func.count(HelpRequest.id)).where(HelpRequest.offer_id == offer.id, HelpRequest.state.in_(BUSY))
    return offer.capacity is not None and (db.session.scalar(busy) or 0) >= offer.capacity


def answer(asked: HelpRequest, *, is_yes: bool, word: str, meeting: Meeting | None, by: Member) -> None:
    """Accept, with a date if there is one already, or decline; raises Refused when it was answered."""
    _refresh(asked)
    _move(asked, "accept" if is_yes else "decline", word)
    if is_yes and meeting:
        asked.state = target(WAYS, "plan", asked.state)
        asked.meeting_at, asked.place = meeting.at, meeting.place
    _tell(asked, "plan" if asked.state == State.DATED else asked.state, by)


def plan(asked: HelpRequest, meeting: Meeting, *, word: str, version: int, by: Member) -> None:
    """Fix or change the date; raises Conflict when the other has changed it since `version`."""
    _refresh(asked)
    if version != asked.version:
        said = f"{clock.here(asked.meeting_at):%d/%m/%Y %H:%M}, {asked.place}" if asked.meeting_at else "Pas de date"
        raise Conflict(said, f"{clock.here(meeting.at):%d/%m/%Y %H:%M}, {meeting.place}")
    _move(asked, "plan", word)
    asked.meeting_at, asked.place = meeting.at, meeting.place
    _tell(asked, "plan", by)


def cancel(asked: HelpRequest, *, word: str, by: Member) -> None:
    """Either of the two gives up; raises Refused when it is over."""
    _refresh(asked)
    _move(asked, "cancel", word)
    _tell(asked, "cancel", by)


def tell(asked: HelpRequest, note: str, *, by: Member) -> None:
    """What came of it, for all members; raises Refused before the date, or when it was told."""
    _refresh(asked)
    if asked.meeting_at is not None and asked.meeting_at > clock.now():
        raise Refused("Le rendez-vous n’a pas encore eu lieu : vous pourrez raconter ensuite.")
    _move(asked, "tell", asked.word)
    asked.note, asked.note_html, asked.noted_at = note, text.render(note), clock.now()
    _tell(asked, "tell", by)


def _refresh(asked: HelpRequest) -> None:
    """The two may act at once: the second one sees what the first one did."""
    db.session.refresh(asked, ["state", "word", "meeting_at", "version"], with_for_update=True)


def _move(asked: HelpRequest, way: str, word: str) -> None:
    asked.state = target(WAYS, way, asked.state)
    asked.word, asked.updated_at, asked.version = word, clock.now(), asked.version + 1


def _tell(asked: HelpRequest, step: str, by: Member | None) -> None:
    emit(HelpMoved(request_id=asked.id, step=step, version=asked.version, by_id=by.id if by else None))


def write_up(asked: HelpRequest, *, by: Member) -> Experience:
    """The draft of an experience that begins with the note; the host is asked to write together. Once."""
    db.session.refresh(asked, ["experience_id"], with_for_update=True)
    if asked.experience_id is not None:
        return db.session.get_one(Experience, asked.experience_id)
    if asked.state != State.DONE:
        raise Refused("Racontez d’abord ce que vous en avez retenu.")
    code = asked.offer.commune_code or asked.commune_code
    commune = db.session.get(Commune, code) if code else None
    if commune is None:
        raise Refused("Une expérience appartient à une commune : indiquez la vôtre dans votre profil.")
    named = commune.name in asked.offer.title
    title = asked.offer.title if named else TITLE.format(asked.offer.title, commune.name)[: Experience.TITLE_MAX]
    themes = [theme.id for theme in asked.offer.themes]
    draft = experiences.create(writing.Essentials(title=title, summary="", commune=commune, theme_ids=themes), by=by)
    writing.put(writing.Story(context=asked.message, actions=asked.note, calendar=""), draft)
    asked.experience_id = draft.id
    db.session.flush()
    if asked.offer.author.is_active:
        coauthors.ask(draft, asked.offer.author, by=by)
    return draft


def hide_note(asked: HelpRequest, *, reason: str, by: Member) -> None:
    """The note out of sight by moderation, with the reason."""
    asked.hidden_at, asked.hidden_reason = clock.now(), reason


def restore_note(asked: HelpRequest, *, by: Member) -> None:
    """Back in sight."""
    asked.hidden_at, asked.hidden_reason = None, ""


@jobs.every(hour=4)
def remind() -> int:
    """The day before, both are reminded: by the bell, and by the mail of that day. Again changes nothing."""
    start = datetime.combine(clock.today() + timedelta(days=1), time.min, tzinfo=clock.PARIS)
    due = HelpRequest.meeting_at >= start, HelpRequest.meeting_at < start + timedelta(days=1)
    found = db.session.scalars(select(HelpRequest).where(HelpRequest.state == State.DATED, *due)).all()
    for one in found:
        _tell(one, "eve", None)
    db.session.commit()
    return len(found)
