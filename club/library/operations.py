"""Changes of resources. HTML is rendered here, once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import joinedload

from club import clock, storage, text
from club.access import Conflict, Refused
from club.events import emit
from club.extensions import db
from club.library import details, noting, together, versions
from club.library.events import ResourceChanged, ResourceHidden
from club.library.models import (
    Resource,
    ResourceCover,
    ResourceFile,
    ResourceLink,
    ResourceStage,
    ResourceTerritory,
    ResourceTheme,
)
from club.library.types import shape_of
from club.members.models import Member
from club.rows import awaited
from club.storage.models import StoredFile
from club.territories.scopes import Scope
from club.vocabulary.models import Term

MOST_FILES = 20


@dataclass(frozen=True)
class Link:
    url: str
    label: str


@dataclass(frozen=True)
class Contact:
    name: str
    function: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All that is written in the form, the files apart."""

    title: str
    summary: str
    body: str
    type_id: int
    organisation_id: int | None
    theme_ids: Sequence[int]
    territories: Sequence[Scope]
    links: Sequence[Link]
    expires_on: date | None = None
    details: Mapping[str, str] = field(default_factory=dict)
    stage_ids: Sequence[int] = ()
    partner_ids: Sequence[int] = ()
    contacts: Sequence[Contact] = ()
    language: str = "fr"
    licence: str = ""


def create(sheet: Sheet, *, by: Member) -> Resource:
    """A draft of a new resource."""
    resource = Resource(
        author_id=by.id,
        departement_code=by.departement_code,
        title=sheet.title,
        slug=text.slugify(sheet.title),
        type_id=sheet.type_id,
    )
    db.session.add(resource)
    db.session.flush()
    _write(resource, sheet, by)
    return resource


def edit(resource: Resource, sheet: Sheet, *, version: int, by: Member, note: str = "") -> None:
    """Replace the sheet; `note` says what changed. Raises Conflict when it was changed since `version`."""
    awaited(resource)
    if version != resource.version:
        raise Conflict(_whole(resource), _whole(sheet))
    written = {name: getattr(sheet, name) for name in versions.WRITTEN}
    versions.keep(resource, written | {"details": dict(sheet.details)}, note, by=by)
    resource.version += 1
    _write(resource, sheet, by)
    noting.record(resource, by, {"edited": True})
    emit(ResourceChanged(resource_id=resource.id))


def sheet_of(resource: Resource, **changes: Any) -> Sheet:
    """The sheet of a whole resource as it is, but for these changes."""
    many: dict[str, Any] = {
        "theme_ids": [theme.id for theme in resource.themes],
        "territories": [Scope(scope=one.scope, code=one.code, label=one.label) for one in resource.territories],
        "links": [Link(url=one.url, label=one.label) for one in resource.links],
        "stage_ids": [stage.id for stage in resource.stages],
        "partner_ids": [one.id for one in resource.partners],
        "contacts": [Contact(**one) for one in resource.contacts],
    }
    same = {one.name: getattr(resource, one.name) for one in fields(Sheet) if one.name not in many}
    return Sheet(**same | many | changes)


def restore_version(resource: Resource, number: int, *, version: int, by: Member) -> None:
    """Go back to an older text and its details: it is a new version, so that nothing is lost."""
    found = versions.revision(resource.id, number)
    if found is None:
        raise Refused("Cette version n’existe plus. Rechargez la page de l’historique.")
    sheet = sheet_of(resource, **{name: getattr(found, name) for name in versions.WRITTEN})
    edit(resource, sheet, version=version, by=by, note=f"Retour à la version {number}")


def _whole(said: Resource | Sheet) -> str:
    """All the words of a sheet, to be compared."""
    kind = db.session.get_one(Term, said.type_id).slug
    parts = [said.title, said.summary, said.body, details.written(kind, said.details or {})]
    return "\n\n".join(filter(None, parts))


def _write(resource: Resource, sheet: Sheet, by: Member) -> None:
    for name in ("title", "summary", "body", "type_id", "organisation_id", "expires_on", "language", "licence"):
        setattr(resource, name, getattr(sheet, name))
    resource.details, resource.contacts = dict(sheet.details), [asdict(one) for one in sheet.contacts]
    resource.slug = text.slugify(sheet.title)
    resource.body_html = text.render(sheet.body)
    resource.updated_at = clock.now()
    together.name(resource, sheet.partner_ids, by=by)
    for model in (ResourceTheme, ResourceStage, ResourceTerritory, ResourceLink):
        db.session.execute(delete(model).where(model.resource_id == resource.id))
    db.session.add_all(_rows(resource.id, sheet))
    db.session.flush()


def _rows(id: int, sheet: Sheet) -> list[object]:
    """What a sheet says many times."""
    rows: list[object] = [ResourceTheme(resource_id=id, term_id=one) for one in dict.fromkeys(sheet.theme_ids)]
    rows += [ResourceStage(resource_id=id, term_id=one) for one in dict.fromkeys(sheet.stage_ids)]
    rows += [
        ResourceTerritory(resource_id=id, scope=one.scope, code=one.code, label=one.label)
        for one in dict.fromkeys(sheet.territories)
    ]
    rows += [
        ResourceLink(resource_id=id, url=one.url, label=one.label, position=position)
        for position, one in enumerate(sheet.links)
    ]
    return rows


def refuse_too_many(resource: Resource) -> None:
    """Raises Refused when no file may be added: asked before a content is stored."""
    count = select(func.count()).where(ResourceFile.resource_id == resource.id)
    if (db.session.scalar(count) or 0) >= MOST_FILES:
        raise Refused(f"{MOST_FILES} fichiers au plus pour une ressource.")


def add_file(resource: Resource, stored: StoredFile, *, title: str = "", held_by: Member | None = None) -> ResourceFile:
    """One more file, after the others, under the title given or the name of the file; held until the form is kept."""
    last = select(func.max(ResourceFile.position)).where(ResourceFile.resource_id == resource.id)
    position = db.session.scalar(last)
    place = 0 if position is None else position + 1
    title = title or stored.name.rpartition(".")[0] or stored.name
    added = ResourceFile(
        resource_id=resource.id, stored_id=stored.id, stored=stored, title=title[:160], position=place,
        held_by_id=held_by and held_by.id,
    )  # fmt: skip
    db.session.add(added)
    db.session.flush()
    if held_by:
        return added
    resource.updated_at = clock.now()
    emit(ResourceChanged(resource_id=resource.id))
    return added


def arrange_files(resource: Resource, titles: dict[int, str], removed: Collection[int]) -> None:
    """Rename files and take some away; a content goes with the last row that names it."""
    own = ResourceFile.resource_id == resource.id, ResourceFile.held_by_id.is_(None)
    is_changed = False
    for file in db.session.scalars(select(ResourceFile).where(*own).options(joinedload(ResourceFile.stored))).all():
        title = titles.get(file.id, "")[:160]
        if file.id in removed:
            stored = file.stored
            versions.forget(file)
            db.session.delete(file)
            db.session.flush()
            storage.let_go(stored)
        elif title and title != file.title:
            file.title = title
        else:
            continue
        is_changed = True
    if is_changed:  # what is searched says the titles and the texts of files
        emit(ResourceChanged(resource_id=resource.id))


def refuse_incomplete(resource: Resource) -> None:
    """Raises Refused with what is still missing for members to read it."""
    if missing := _missing(resource):
        raise Refused(f"Avant de publier, complétez : {', '.join(missing)}.")


def _missing(resource: Resource) -> list[str]:
    themes = select(ResourceTheme.resource_id).where(ResourceTheme.resource_id == resource.id)
    places = select(ResourceTerritory.id).where(ResourceTerritory.resource_id == resource.id)
    files = select(ResourceFile.id).where(ResourceFile.resource_id == resource.id, ResourceFile.held_by_id.is_(None))
    kind = select(Term.slug).where(Term.id == resource.type_id).scalar_subquery()
    undescribed = select(ResourceCover.resource_id).where(
        ResourceCover.resource_id == resource.id, ResourceCover.alt == ""
    )
    asked = select(themes.exists(), places.exists(), files.exists(), ~undescribed.exists(), kind)
    has_theme, has_place, has_file, is_described, slug = db.session.execute(asked).one()
    known = {"has_theme": has_theme, "has_place": has_place, "has_file": has_file, "is_described": is_described}
    return lacking(slug, resource.details, summary=resource.summary, **known)


def lacking(
    slug: str,
    said: Mapping[str, str],
    *,
    summary: str,
    has_theme: bool,
    has_place: bool,
    has_file: bool,
    is_described: bool,
) -> list[str]:
    """What publication asks for and that a resource of this type does not have, as the middle of a sentence."""
    known = {"le résumé": bool(summary), "les thèmes": has_theme, "le territoire": has_place}
    known["la description de l’image"] = is_described
    if wanted := shape_of(slug).needed_file:
        known[wanted] = has_file
    return [name for name, value in known.items() if not value] + details.lacking(slug, said)


def hide(resource: Resource, *, reason: str, by: Member) -> None:
    """Out of sight by moderation, with the reason."""
    resource.hidden_at, resource.hidden_reason = clock.now(), reason
    emit(ResourceHidden(resource_id=resource.id))


def restore(resource: Resource, *, by: Member) -> None:
    """Back in sight."""
    resource.hidden_at, resource.hidden_reason = None, ""
    emit(ResourceChanged(resource_id=resource.id))
