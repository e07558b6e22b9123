"""What the pages of Entraide show."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, false, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from club.communes import twins
from club.experiences.models import Experience
from club.extensions import db
from club.helping.models import HelpOffer, HelpOfferTheme, HelpRequest
from club.helping.states import KINDS, OfferState
from club.members.models import Member, MemberCommune, MemberTheme
from club.paging import AnyRow, AnySelect, Page, by_rank, newest_first
from club.territories import nearby
from club.territories.models import Commune
from club.vocabulary.models import Term

FAR = 2_000_000  # metres: farther is no farther, and so is what is on no map
SAME_THEME, TWIN = 400_000, 300_000  # metres that a theme of the reader's, or a twin commune, is worth
FEW = 12


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed by; empty means all."""

    kind: str = ""
    theme_id: int | None = None


class Match(NamedTuple):
    """An offer, and why it stands where it does."""

    row: AnyRow
    reasons: list[str]


def listed() -> ColumnElement[bool]:
    """Open, in sight, and of somebody who can be found. The statement joins the author."""
    return and_(HelpOffer.state == OfferState.OPEN, HelpOffer.hidden_at.is_(None), Member.is_findable)


def offers(reader: Any, wanted: Wanted, here: Commune | None, *, after: str | None) -> Page[Match]:
    """One page of open offers: those of the reader's themes, of twin communes and the nearest first."""
    mine = select(MemberTheme.term_id).where(MemberTheme.member_id == reader.id)
    shared = select(HelpOfferTheme.offer_id).where(HelpOfferTheme.offer_id == HelpOffer.id)
    same = shared.where(HelpOfferTheme.term_id.in_(mine)).exists()
    far = _metres(here)
    twin = HelpOffer.commune_code.in_(twins.codes_of(here.code)) if here else false()
    near = case((far > FAR, FAR), else_=far)
    cost = (near - case((same, SAME_THEME), else_=0) - case((twin, TWIN), else_=0)).label("cost")
    rows = _rows().add_columns(cost, far.label("metres"), same.label("is_same_theme"))
    rows = rows.add_columns(twin.label("is_twin"))
    rows = rows.where(listed(), HelpOffer.author_id != reader.id)
    if wanted.kind:
        rows = rows.where(HelpOffer.kind == wanted.kind)
    if wanted.theme_id:
        rows = rows.where(
            HelpOffer.id.in_(select(HelpOfferTheme.offer_id).where(HelpOfferTheme.term_id == wanted.theme_id))
        )
    page = by_rank(rows, cost, HelpOffer.id, after=after)
    return Page([Match(row, _reasons(row)) for row in page.items], page.next)


def _metres(here: Commune | None) -> Any:
    if here is None or here.latitude is None or here.longitude is None:
        return literal(FAR)
    return func.coalesce(nearby.metres((here.longitude, here.latitude), Commune), FAR)


def _reasons(row: AnyRow) -> list[str]:
    near = [] if row.metres >= FAR else ["dans ma commune" if row.metres < 500 else f"à {round(row.metres / 1000)} km"]
    return [*near, *(["même thème"] if row.is_same_theme else []), *(["commune jumelle"] if row.is_twin else [])]


def _rows() -> AnySelect:
    themes = select(func.aggregate_strings(Term.label, "|")).join(HelpOfferTheme, HelpOfferTheme.term_id == Term.id)
    return (
        select(
            *(HelpOffer.id, HelpOffer.kind, HelpOffer.title, HelpOffer.body_html, HelpOffer.availability),
            *(HelpOffer.state, HelpOffer.hidden_at, HelpOffer.updated_at, Member.first_name, Member.last_name),
            *(Commune.name.label("commune"), Commune.population, Term.label.label("function")),
            themes.where(HelpOfferTheme.offer_id == HelpOffer.id)
            .correlate(HelpOffer)
            .scalar_subquery()
            .label("themes"),
        )
        .join(Member, Member.id == HelpOffer.author_id)
        .outerjoin(Commune, Commune.code == HelpOffer.commune_code)
        .outerjoin(Term, Term.id == Member.function_id)
    )


class Short(NamedTuple):
    """An offer in a line, elsewhere than here."""

    id: int
    title: str
    says: str


def of_member(member_id: int) -> list[Short]:
    """What a member offers, for their card."""
    return _short(HelpOffer.author_id == member_id)


def of_commune(code: str) -> list[Short]:
    """What is offered by those who serve a commune."""
    served = select(MemberCommune.member_id).where(MemberCommune.commune_code == code)
    return _short(HelpOffer.author_id.in_(served))


def _short(condition: ColumnElement[bool]) -> list[Short]:
    own = select(HelpOffer.id, HelpOffer.title, HelpOffer.kind).join(Member, Member.id == HelpOffer.author_id)
    rows = db.session.execute(own.where(condition, listed()).order_by(HelpOffer.id.desc()).limit(FEW))
    return [Short(row.id, row.title, KINDS[row.kind].says) for row in rows]


def own_offers(member_id: int) -> Sequence[AnyRow]:
    """One's own, paused ones too; those that were left are no more."""
    own = _rows().where(HelpOffer.author_id == member_id, HelpOffer.state != OfferState.CLOSED)
    return db.session.execute(own.order_by(HelpOffer.updated_at.desc(), HelpOffer.id.desc()).limit(100)).all()


def offer(id: int) -> HelpOffer | None:
    """An offer with all that its page says."""
    author = joinedload(HelpOffer.author, innerjoin=True).joinedload(Member.function)
    shown = author, joinedload(HelpOffer.commune), selectinload(HelpOffer.themes)
    return db.session.scalar(select(HelpOffer).where(HelpOffer.id == id).options(*shown))


def request(id: int) -> HelpRequest | None:
    """A request with the two people and their communes."""
    offer = joinedload(HelpRequest.offer, innerjoin=True)
    author = joinedload(HelpRequest.author, innerjoin=True)
    return db.session.scalar(
        select(HelpRequest)
        .where(HelpRequest.id == id)
        .options(
            author,
            joinedload(HelpRequest.commune),
            offer.joinedload(HelpOffer.author, innerjoin=True).joinedload(Member.function),
            offer.joinedload(HelpOffer.commune),
            offer.selectinload(HelpOffer.themes),
        )
    )


def exchanges(member_id: int, *, after: str | None) -> Page[AnyRow]:
    """One page of the requests that a member sent or received, the last moved first."""
    mine = or_(HelpRequest.author_id == member_id, HelpOffer.author_id == member_id)
    rows = (
        select(
            *(HelpRequest.id, HelpRequest.state, HelpRequest.updated_at, HelpRequest.meeting_at, HelpOffer.title),
            *(HelpOffer.kind, HelpOffer.author_id.label("host_id"), Member.first_name, Member.last_name),
            Commune.name.label("commune"),
        )
        .join(HelpOffer, HelpOffer.id == HelpRequest.offer_id)
        .join(
            Member,
            Member.id == case((HelpOffer.author_id == member_id, HelpRequest.author_id), else_=HelpOffer.author_id),
        )
        .outerjoin(Commune, Commune.code == Member.commune_code)
        .where(mine)
    )
    return newest_first(rows, HelpRequest.updated_at, HelpRequest.id, after=after, rows=True)


def notes(offer_id: int) -> Sequence[AnyRow]:
    """What was told of an offer, the newest first; the experience only once all members may read it."""
    told = (
        select(
            *(HelpRequest.id, HelpRequest.note_html, HelpRequest.noted_at, HelpRequest.author_id),
            *(
                Member.first_name,
                Member.last_name,
                Member.slug,
                Member.photo_id,
                Member.is_findable.label("is_findable"),
            ),
            *(Commune.name.label("commune"), Experience.id.label("told_id"), Experience.slug.label("told_slug")),
            Experience.title.label("told"),
        )
        .join(Member, Member.id == HelpRequest.author_id)
        .outerjoin(Commune, Commune.code == HelpRequest.commune_code)
        .outerjoin(
            Experience,
            and_(
                Experience.id == HelpRequest.experience_id,
                Experience.published_at.is_not(None),
                Experience.hidden_at.is_(None),
            ),
        )
        .where(HelpRequest.offer_id == offer_id, HelpRequest.noted_at.is_not(None), HelpRequest.hidden_at.is_(None))
    )
    return db.session.execute(told.order_by(HelpRequest.noted_at.desc(), HelpRequest.id.desc()).limit(FEW)).all()


def kinds() -> dict[str, str]:
    """The kinds by their word of an address."""
    return {name: kind.says for name, kind in KINDS.items()}
