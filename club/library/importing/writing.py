"""A batch of lines written in few statements, whatever their number. The same batch again writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert

from club import clock, text
from club.events import emit
from club.extensions import db
from club.importing.cells import Places, scopes_of
from club.importing.models import Outcome
from club.library import versions
from club.library.events import ResourcesImported
from club.library.importing.comparing import Plan
from club.library.importing.models import CatalogueImport, ImportLine, SourceRecord
from club.library.models import Resource, ResourceLink, ResourceStage, ResourceTerritory, ResourceTheme
from club.library.states import State
from club.library.types import shape_of
from club.members.models import Member
from club.rows import insert as put
from club.territories.sync import change_rows, table_of

NOTE = "Import du catalogue « {name} »"
SAME = ("title", "summary", "body", "licence", "language")


@dataclass
class Entry:
    """A line with its plan, the resource it is about and the record of where that comes from."""

    line: ImportLine
    identifier: str
    plan: Plan
    resource: Resource | None
    record: SourceRecord | None
    resource_id: int | None = None
    html: str | None = None  # its text rendered, when that changes

    @property
    def is_written(self) -> bool:
        """Whether it changes the library."""
        return bool(self.plan.changes) and self.plan.outcome != Outcome.REFUSED


def write(run: CatalogueImport, entries: Sequence[Entry], slugs: Mapping[int, str], by: Member) -> None:
    """Write what the plans change, and remember it; the search index and the scores follow once for all."""
    new = [one for one in entries if one.is_written and one.resource is None]
    old = [one for one in entries if one.is_written and one.resource is not None]
    now = clock.now()
    _create(run, new, slugs, by, now)
    _change(run, old, slugs, by, now)
    for one in entries:
        one.resource_id = one.resource_id or (one.resource.id if one.resource else None)
    _write_words(new, old)
    _remember(run, entries, now)
    if new or old:
        emit(ResourcesImported(resource_ids=[one.resource_id for one in (*new, *old) if one.resource_id]))


def _columns(one: Entry, slugs: Mapping[int, str], now: datetime) -> dict[str, Any]:
    """What a plan says in the table of resources itself."""
    values = one.plan.values
    known = {field.name for field in shape_of(slugs.get(values["type"], "")).fields}
    found = {name.partition(":")[2]: value for name, value in values.items() if name.startswith("detail:")}
    before = one.resource.body_html if one.resource else ""
    return {
        **{name: values[name] for name in SAME},
        "slug": text.slugify(values["title"]),
        "body_html": before if one.html is None else one.html,
        "type_id": values["type"],
        "details": {name: value for name, value in found.items() if name in known},
        "expires_on": date.fromisoformat(values["expires_on"]) if values["expires_on"] else None,
        "state": values["state"],
        "published_at": _published_at(one, now),
        "updated_at": now,
    }


def _published_at(one: Entry, now: datetime) -> datetime | None:
    before = one.resource.published_at if one.resource else None
    return now if before is None and one.plan.changes.get("state") == State.PUBLISHED else before


def _create(run: CatalogueImport, new: Sequence[Entry], slugs: Mapping[int, str], by: Member, now: datetime) -> None:
    same = {"organisation_id": run.organisation_id, "author_id": by.id, "departement_code": by.departement_code}
    rows = [
        _columns(one, slugs, now + timedelta(microseconds=rank)) | same | {"created_at": now}
        for rank, one in enumerate(new)  # each its own moment: it is found again by it
    ]
    if rows:
        made = db.session.execute(insert(Resource).returning(Resource.updated_at, Resource.id), rows)
        ids = {moment: id for moment, id in made}  # SQLite may answer in another order
        for one, row in zip(new, rows, strict=True):
            one.resource_id = ids[row["updated_at"]]


def _change(run: CatalogueImport, old: Sequence[Entry], slugs: Mapping[int, str], by: Member, now: datetime) -> None:
    rows, kept = [], []
    for rank, one in enumerate(old):
        assert one.resource is not None
        row = _columns(one, slugs, now + timedelta(microseconds=rank))
        kept.append(versions.replaced(one.resource, row, NOTE.format(name=run.name), by=by))
        rows.append(row | {"id": one.resource.id, "version": one.resource.version + 1})
    if revisions := [row for row in kept if row]:
        db.session.execute(insert(versions.ResourceRevision), revisions)
    change_rows(table_of(Resource), ("id",), rows)


def _write_words(new: Sequence[Entry], old: Sequence[Entry]) -> None:
    for name, (model, rows_of) in TABLES.items():
        changed = [one for one in (*new, *old) if name in one.plan.changes]
        gone = [one.resource_id for one in changed if one.resource is not None]
        if gone:
            db.session.execute(delete(model).where(model.resource_id.in_(gone)), execution_options=QUIET)
        rows = [{"resource_id": one.resource_id, **row} for one in changed for row in rows_of(one.plan.values[name])]
        if rows:
            db.session.execute(insert(table_of(model)), rows)


def _of_terms(ids: Sequence[int]) -> list[dict[str, Any]]:
    return [{"term_id": id} for id in ids]


def _of_places(places: Places) -> list[dict[str, Any]]:
    return [asdict(one) for one in scopes_of(places)]


def _of_links(links: Sequence[Sequence[str]]) -> list[dict[str, Any]]:
    return [{"url": url, "label": label, "position": position} for position, (url, label) in enumerate(links)]


QUIET = {"synchronize_session": False}
TABLES: dict[str, Any] = {
    "themes": (ResourceTheme, _of_terms),
    "stages": (ResourceStage, _of_terms),
    "territories": (ResourceTerritory, _of_places),
    "links": (ResourceLink, _of_links),
}


def _remember(run: CatalogueImport, entries: Sequence[Entry], now: datetime) -> None:
    """What each record of the catalogue last wrote, where that changed."""
    rows = [
        {
            "organisation_id": run.organisation_id,
            "identifier": one.identifier,
            "resource_id": one.resource_id,
            "source": run.name,
            "written": one.plan.written,
            "written_at": now,
        }
        for one in entries
        if one.plan.outcome != Outcome.REFUSED and _is_news(one)
    ]
    if rows:
        known = put(SourceRecord).values(rows)
        changed = {name: known.excluded[name] for name in ("resource_id", "source", "written", "written_at")}
        key = ["organisation_id", "identifier"]
        db.session.execute(known.on_conflict_do_update(index_elements=key, set_=changed))


def _is_news(one: Entry) -> bool:
    """A resource written in the club is remembered once an import changes it."""
    return one.plan.written != one.record.written if one.record else one.is_written
