"""The documents of a commune: those of its page, and those of the experiences it told. All members read them."""

from typing import NamedTuple

from flask import url_for
from sqlalchemy import select

from club.communes.models import ProjectFile
from club.experiences import queries as experiences
from club.experiences.models import Experience, ExperienceFile
from club.extensions import db
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part, nothing
from club.storage.models import StoredFile


class Paper(NamedTuple):
    """A document: its name within the part, its title, what it belongs to, where it is read, and its file."""

    key: str
    title: str
    of: str
    endpoint: str
    id: int
    stored: StoredFile


def of_commune(code: str) -> list[Paper]:
    """Those of its page first, the newest first; then those of its experiences."""
    own = select(ProjectFile, StoredFile).join(StoredFile, StoredFile.id == ProjectFile.stored_id)
    own = own.where(ProjectFile.commune_code == code, ProjectFile.removed_at.is_(None))
    told = (
        select(ExperienceFile, StoredFile, Experience.title.label("of"))
        .join(StoredFile, StoredFile.id == ExperienceFile.stored_id)
        .join(Experience, Experience.id == ExperienceFile.experience_id)
        .where(experiences.listed(), experiences.in_commune(code))
    )
    published = db.session.execute(own.order_by(ProjectFile.added_at.desc(), ProjectFile.id.desc()).limit(MOST))
    joined = db.session.execute(told.order_by(Experience.published_at.desc(), ExperienceFile.id).limit(MOST))
    papers = [
        *(
            _paper("commune", one, "la page de la commune", "directory.commune_document", file)
            for one, file in published
        ),
        *(_paper("experience", one, of, "experiences.download", file) for one, file, of in joined),
    ]
    return papers[:MOST]


def _paper(kind: str, one: ProjectFile | ExperienceFile, of: str, endpoint: str, stored: StoredFile) -> Paper:
    return Paper(f"{kind}-{one.id}", one.title, of, endpoint, one.id, stored)


def _items(member: Member, commune: str) -> list[Item]:
    return [_item(one) for one in of_commune(commune)]


def _item(one: Paper) -> Item:
    note = f"{one.stored.kind_label}, de {one.of}" if one.endpoint.startswith("directory") else f"de « {one.of} »"
    return Item(one.key, one.title, url_for(one.endpoint, id=one.id), note=note)


def _take(member: Member, key: str) -> Facts | None:
    return {"document": key}


DOCUMENTS = Part(
    "Documents de la commune",
    "Ils restent sur sa page et dans ses expériences. Transmis, un document est signalé à votre successeur ; laissé, "
    "il ne l’est pas.",
    _items,
    _take,
    let_go=nothing,
)
