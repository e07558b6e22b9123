"""The gallery outside its page: CSV, JSON and Atom, of what the reader may see; and the address of one's own feed."""

import csv
import io
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from flask import current_app, url_for
from itsdangerous import BadData, URLSafeSerializer

from club import clock
from club.experiences.bands import band_of
from club.experiences.models import FeedKey
from club.experiences.states import STAGES
from club.extensions import db
from club.members.models import Member, Status
from club.paging import AnyRow

COLUMNS = ("titre", "commune", "code_insee", "departement", "habitants", "theme", "stade", "cout", "reprises",
           "publiee_le", "verifiee_le", "resume", "adresse")  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")
ATOM = "{http://www.w3.org/2005/Atom}"
IN_FEED = 50


def plain(row: AnyRow) -> dict[str, Any]:
    """One experience in plain values."""
    band = band_of(row.population)
    values = (
        *(row.title, row.commune, row.commune_code, row.departement_code, band.label if band else None, row.theme),
        *(dict(STAGES).get(row.stage), row.cost, row.adoptions_count, _day(row.published_at), _day(row.checked_at)),
        *(row.summary, address(row)),
    )
    return dict(zip(COLUMNS, values, strict=True))


def _day(at: datetime | None) -> str | None:
    return at.astimezone(clock.PARIS).date().isoformat() if at else None


def address(row: AnyRow) -> str:
    """The whole address of a page."""
    return url_for("experiences.show", id=row.id, slug=row.slug, _external=True)


def as_csv(rows: Iterable[AnyRow]) -> str:
    """A table that spreadsheets open; what looks like a formula is made text."""
    out = io.StringIO()
    sheet = csv.writer(out, delimiter=";")
    sheet.writerow(COLUMNS)
    sheet.writerows([_cell(value) for value in plain(row).values()] for row in rows)
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_atom(rows: Iterable[AnyRow], *, title: str, own: str) -> bytes:
    """A feed of summaries: who wants the whole story signs in."""
    shown = list(rows)
    feed = ElementTree.Element(f"{ATOM}feed")
    newest = max((row.published_at for row in shown), default=clock.now())
    _add(feed, title=title, id=own, updated=newest.isoformat())
    ElementTree.SubElement(feed, f"{ATOM}link", rel="self", href=own)
    for row in shown:
        entry = ElementTree.SubElement(feed, f"{ATOM}entry")
        where = address(row)
        _add(entry, title=row.title, id=where, updated=row.published_at.isoformat(), summary=row.summary or row.title)
        ElementTree.SubElement(entry, f"{ATOM}link", href=where)
        _add(ElementTree.SubElement(entry, f"{ATOM}author"), name=row.commune)
    ElementTree.register_namespace("", ATOM[1:-1])
    content: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return content


def _add(parent: ElementTree.Element, **texts: str) -> None:
    for name, value in texts.items():
        ElementTree.SubElement(parent, f"{ATOM}{name}").text = value


def token_of(member_id: int) -> str | None:
    """The secret part of a member's feed address; None before they ask for one."""
    kept = db.session.get(FeedKey, member_id)
    return _signer().dumps([member_id, kept.key]) if kept else None


def renew_token(member_id: int) -> None:
    """A new address; the old one is dead."""
    kept = db.session.get(FeedKey, member_id) or FeedKey(member_id=member_id)
    kept.key, kept.made_at = secrets.token_urlsafe(12), clock.now()
    db.session.add(kept)


def revoke_token(member_id: int) -> None:
    """No address any more."""
    kept = db.session.get(FeedKey, member_id)
    if kept is not None:
        db.session.delete(kept)


def reader_of(token: str) -> Member | None:
    """Whose feed it is; None when the address is dead or its member may not read the club."""
    try:
        member_id, key = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    kept = db.session.get(FeedKey, member_id)
    member = db.session.get(Member, member_id) if kept is not None and kept.key == key else None
    return member if member is not None and member.status == Status.ACTIVE else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["CLUB"].secret_key, salt="experiences-feed")
