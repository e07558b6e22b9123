"""Changes of funding sheets. HTML is rendered here, once; a typed day becomes a moment here too."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, select

from club import clock, journal, text
from club.access import Conflict, Refused
from club.events import emit
from club.extensions import db
from club.funding.events import AidChanged, AidHidden, AidPublished
from club.funding.models import Aid, AidFunder, AidTerm, AidTerritory
from club.members.models import Member
from club.policy import Action
from club.rows import awaited
from club.territories import scopes, zones
from club.territories.scopes import Scope
from club.vocabulary.models import Term, TermKind

LAST_MINUTE = time(23, 59)  # of a day whose hour is not said
TEXTS = (
    *("title", "summary", "body", "how_to", "beneficiaries", "expenses", "documents", "contact", "url", "apply_url"),
    *("is_permanent", "is_call", "is_for_investment", "is_for_running", "rate_min", "rate_max", "ceiling"),
    *("organisation_id", "national_id"),
)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that is written in the form. Days are those of the place where the aid applies."""

    title: str
    summary: str = ""
    body: str = ""
    how_to: str = ""
    beneficiaries: str = ""
    expenses: str = ""
    documents: str = ""  # one a line
    contact: str = ""
    url: str = ""
    apply_url: str = ""
    opens_on: date | None = None
    prefile_on: date | None = None
    closes_on: date | None = None
    closes_time: time | None = None
    is_permanent: bool = False
    is_call: bool = False
    is_for_investment: bool = False
    is_for_running: bool = False
    rate_min: float | None = None
    rate_max: float | None = None
    ceiling: int | None = None
    organisation_id: int | None = None
    national_id: int | None = None
    term_ids: Sequence[int] = ()
    funder_ids: Sequence[int] = ()
    territories: Sequence[Scope] = ()


def create(sheet: Sheet, *, by: Member) -> Aid:
    """A draft of a new sheet."""
    aid = Aid(author_id=by.id, title=sheet.title, slug=text.slugify(sheet.title))
    db.session.add(aid)
    db.session.flush()
    _write(aid, sheet)
    return aid


def edit(aid: Aid, sheet: Sheet, *, version: int, by: Member) -> None:
    """Replace the sheet; raises Conflict when it was changed since `version`."""
    awaited(aid)
    if version != aid.version:
        raise Conflict(_whole(aid), _whole(sheet))
    aid.version += 1
    _write(aid, sheet)
    _note(aid, by, {"edited": True})
    emit(AidChanged(aid_id=aid.id))


def _whole(one: Aid | Sheet) -> str:
    texts = (one.title, one.summary, one.body, one.how_to, one.beneficiaries, one.expenses, one.documents, one.contact)
    return "\n\n".join(filter(None, texts))


def _write(aid: Aid, sheet: Sheet) -> None:
    for name in TEXTS:
        setattr(aid, name, getattr(sheet, name))
    aid.slug = text.slugify(sheet.title)
    aid.body_html, aid.how_to_html = text.render(sheet.body), text.render(sheet.how_to)
    aid.updated_at = clock.now()
    departements = scopes.departements_of(sheet.territories)
    aid.departement_code = next(iter(departements)) if departements and len(departements) == 1 else None
    _date(aid, sheet, {zones.of_departement(code) for code in departements or ()})
    for model in (AidTerm, AidFunder, AidTerritory):
        db.session.execute(delete(model).where(model.aid_id == aid.id))
    rows: list[object] = [AidTerm(aid_id=aid.id, term_id=one) for one in dict.fromkeys(sheet.term_ids)]
    rows += [
        AidFunder(aid_id=aid.id, organisation_id=one, position=position)
        for position, one in enumerate(dict.fromkeys(sheet.funder_ids))
    ]
    rows += [
        AidTerritory(aid_id=aid.id, scope=one.scope, code=one.code, label=one.label)
        for one in dict.fromkeys(sheet.territories)
    ]
    db.session.add_all(rows)
    db.session.flush()


def _date(aid: Aid, sheet: Sheet, known: set[str]) -> None:
    """The days of an aid of La Réunion are days of La Réunion; those of all others are days of Paris."""
    aid.zone = known.pop() if len(known) == 1 else zones.MAINLAND
    aid.opens_at = _moment(sheet.opens_on, time(), aid.zone)
    aid.prefile_at = _moment(sheet.prefile_on, LAST_MINUTE, aid.zone)
    closes_on = None if sheet.is_permanent else sheet.closes_on
    aid.closes_at = _moment(closes_on, sheet.closes_time or LAST_MINUTE, aid.zone)


def _moment(day: date | None, at: time, zone: str) -> datetime | None:
    return datetime.combine(day, at, ZoneInfo(zone)) if day else None


def publish(aid: Aid, *, by: Member, at: datetime | None = None) -> None:
    """Show it to all members; raises Refused when something is missing. Publishing twice changes nothing."""
    if aid.published_at is not None:
        return
    if missing := _missing(aid):
        raise Refused(f"Avant de publier, complétez : {', '.join(missing)}.")
    aid.published_at = at or clock.now()
    _note(aid, by, {"published": True})
    emit(AidPublished(aid_id=aid.id, by_id=by.id))


def _missing(aid: Aid) -> list[str]:
    terms = select(Term.kind, func.count()).join(AidTerm, AidTerm.term_id == Term.id).where(AidTerm.aid_id == aid.id)
    kinds = {kind for kind, _ in db.session.execute(terms.group_by(Term.kind))}
    places = db.session.scalar(select(func.count(AidTerritory.id)).where(AidTerritory.aid_id == aid.id))
    known = {
        "le résumé": aid.summary,
        "la nature": TermKind.FUNDING_KIND in kinds,
        "les thèmes": TermKind.THEME in kinds,
        "le territoire": places,
        "la date de clôture ou « aide permanente »": aid.closes_at or aid.is_permanent,
    }
    return [name for name, value in known.items() if not value]


def withdraw(aid: Aid, *, by: Member) -> None:
    """Back to a draft."""
    aid.published_at = None
    _note(aid, by, {"published": False})
    emit(AidChanged(aid_id=aid.id))


def verify(aid: Aid, *, by: Member) -> None:
    """Somebody who keeps the sheet says that it is still true."""
    aid.verified_on, aid.verified_by_id = clock.today(), by.id
    _note(aid, by, {"verified_on": aid.verified_on.isoformat()})
    emit(AidChanged(aid_id=aid.id))


def _note(aid: Aid, by: Member, after: dict[str, object]) -> None:
    """What staff do to the sheet of an organisation goes to the journal."""
    if by.organisation_id is None or by.organisation_id != aid.organisation_id:
        journal.record(Action.AID_EDIT, "aid", aid.id, label=aid.title, after=after, by=by.id)


def hide(aid: Aid, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    aid.hidden_at, aid.hidden_reason = clock.now(), reason
    emit(AidHidden(aid_id=aid.id))


def restore(aid: Aid, *, by: Member) -> None:
    """Back in sight."""
    aid.hidden_at, aid.hidden_reason = None, ""
    emit(AidChanged(aid_id=aid.id))
