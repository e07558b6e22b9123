"""A batch of lines written in few statements, whatever their number. The same batch again writes nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert

from club import clock, text
from club.directory import history
from club.directory.events import PartnersImported
from club.directory.importing.matching import Entry
from club.directory.importing.models import PartnerImport
from club.directory.importing.understanding import BLANK
from club.directory.models import Coverage
from club.events import emit
from club.extensions import db
from club.importing.cells import scopes_of
from club.members.models import Member, Organisation
from club.territories.sync import change_rows, table_of

NOTE = "Import du tableau « {name} »"


def write(run: PartnerImport, entries: Sequence[Entry], by: Member) -> None:
    """Write what the plans change and keep what they replace; the search index follows once for all."""
    written = [one for one in entries if one.is_written]
    if not written:
        return
    new = [one for one in written if one.present is None]
    old = [one for one in written if one.present is not None]
    before = history.wholes([one.organisation_id for one in old if one.organisation_id])
    now = clock.now()
    _create(new, now)
    change_rows(table_of(Organisation), ("id",), [_changed(one, now) for one in old])
    _cover(new, old)
    history.keep(before, NOTE.format(name=run.name), by=by)
    emit(PartnersImported(organisation_ids=[one.organisation_id for one in written if one.organisation_id]))


def _create(new: Sequence[Entry], now: datetime) -> None:
    rows = [_columns(one) | {"created_at": now, "updated_at": now} for one in new]
    if rows:
        made = db.session.execute(insert(Organisation).returning(Organisation.name, Organisation.id), rows)
        ids = {name: id for name, id in made}  # names are unique; SQLite may answer in another order
        for one in new:
            one.organisation_id = ids[one.plan.changes["name"]]


def _changed(one: Entry, now: datetime) -> dict[str, Any]:
    assert one.present is not None
    return _columns(one) | {"id": one.organisation_id, "version": one.present["version"] + 1, "updated_at": now}


def _columns(one: Entry) -> dict[str, Any]:
    """What the card says afterwards; all the rows have the same columns."""
    changes, before = one.plan.changes, one.present or BLANK
    columns = {name: changes.get(name, before[name]) for name in BLANK if name != "territories"}
    columns["slug"] = text.slugify(changes["name"]) if "name" in changes else before["slug"]
    columns["description_html"] = (
        text.render(changes["description"]) if "description" in changes else before.get("description_html", "")
    )
    return columns


def _cover(new: Sequence[Entry], old: Sequence[Entry]) -> None:
    """A cell of territories says them all."""
    again = [one.organisation_id for one in old if "territories" in one.plan.changes]
    if again:
        gone = delete(Coverage).where(Coverage.organisation_id.in_(again))
        db.session.execute(gone.execution_options(synchronize_session=False))
    rows = [
        {"organisation_id": one.organisation_id, **asdict(scope)}
        for one in (*new, *old)
        for scope in scopes_of(one.plan.changes.get("territories", {}))
    ]
    if rows:
        db.session.execute(insert(table_of(Coverage)), rows)
