"""A collection as one zip: pages that need neither the club nor a network, and the files of its resources."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from flask import render_template, url_for

from club import clock, zips
from club.collections.chapters import Chapter
from club.collections.models import Collection
from club.library.models import Resource

MOST_BYTES = 200_000_000  # of files; a copy has to fit on a key and to be made in a minute
HREF = re.compile(r' href="([^"]+)"')
PAGE = re.compile(r"/ressources/(\d+)(?:-[^/?#]*)?(?:#.*)?")
FILE = re.compile(r"/ressources/fichiers/(\d+)")


class Enclosed(NamedTuple):
    """A file of a resource: where it lies, and its name in the zip; no name when it is left out."""

    id: int
    title: str
    kind: str
    size: int
    key: str
    url: str
    name: str


class Leaf(NamedTuple):
    """A page of the zip: a resource in plain values, so that no transaction is open while the zip is written."""

    number: int
    why: str
    name: str
    id: int
    title: str
    summary: str
    source: str
    territory: str
    updated_at: datetime
    url: str
    body_html: str
    links: Sequence[tuple[str, str]]
    files: Sequence[Enclosed]


class Book(NamedTuple):
    """All that the zip says; `missing` are the numbers of the steps that its reader may not read."""

    title: str
    slug: str
    author: str
    intro_html: str
    url: str
    made_at: datetime
    leaves: Sequence[Leaf]
    missing: Sequence[int]

    @property
    def left_out(self) -> list[dict[str, Any]]:
        """The files that would make the zip too heavy."""
        files = [file for leaf in self.leaves for file in leaf.files if not file.name]
        return [{"title": file.title, "url": file.url, "size": file.size} for file in files]


def book(collection: Collection, chapters: Sequence[Chapter]) -> Book:
    """What to write, from what its reader may read."""
    room = zips.Room(MOST_BYTES)
    return Book(
        title=collection.title,
        slug=collection.slug,
        author=collection.author.full_name,
        intro_html=collection.intro_html,
        url=_address("collections.show", collection),
        made_at=clock.now(),
        leaves=[_leaf(step.number, step.why, resource, room) for step, resource in chapters if resource],
        missing=[step.number for step, resource in chapters if resource is None],
    )


def _address(endpoint: str, thing: Any) -> str:
    return url_for(endpoint, id=thing.id, slug=thing.slug, _external=True)


def _leaf(number: int, why: str, resource: Resource, room: zips.Room) -> Leaf:
    organisation = resource.organisation.name if resource.organisation else ""
    return Leaf(
        number=number,
        why=why,
        name=f"{number:02d}-{resource.slug[:60] or 'ressource'}.html",
        id=resource.id,
        title=resource.title,
        summary=resource.summary,
        source=" · ".join(filter(None, [resource.type.label, organisation])),
        territory=", ".join(one.label for one in resource.territories),
        updated_at=resource.updated_at,
        url=_address("library.show", resource),
        body_html=resource.body_html,
        links=[(link.url, link.label) for link in resource.links],
        files=[_enclosed(number, place, file, room) for place, file in enumerate(resource.files, 1)],
    )


def _enclosed(number: int, place: int, file: Any, room: zips.Room) -> Enclosed:
    stored = file.stored
    name = zips.file_name(f"fichiers/{number:02d}-{place}", stored.name)
    own = url_for("library.download", id=file.id, _external=True)
    size = stored.size
    return Enclosed(file.id, file.title, stored.kind_label, size, stored.key, own, name if room.takes(size) else "")


def write(path: Path, whole: Book, site: str) -> None:
    """Write the zip, one file after the other; raises StorageDown or OSError, and then it is worth nothing."""
    local = _local_names(whole)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        _page(archive, "index.html", "collections/offline/index.html", whole, _led(whole.intro_html, local, site))
        for leaf in whole.leaves:
            body = _led(leaf.body_html, local, site)
            _page(archive, leaf.name, "collections/offline/resource.html", whole, body, leaf=leaf)
            for file in _taken(leaf.files):
                zips.enclose(archive, file.name, file.key, file.size, whole.made_at)


def _taken(files: Iterable[Enclosed]) -> Iterator[Enclosed]:
    return (file for file in files if file.name)


def _local_names(whole: Book) -> dict[str, str]:
    """The page or the file of the zip that stands for an address of the club."""
    names = {f"page {leaf.id}": leaf.name for leaf in whole.leaves}
    return names | {f"file {file.id}": file.name for leaf in whole.leaves for file in _taken(leaf.files)}


def _led(html: str, local: Mapping[str, str], site: str) -> str:
    """Links to what is in the zip stay in the zip; links to the rest of the club are whole addresses."""

    def lead(found: re.Match[str]) -> str:
        path = found[1].removeprefix(site)
        if not path.startswith("/") or path.startswith("//"):
            return found[0]
        page, file = PAGE.fullmatch(path), FILE.fullmatch(path)
        known = local.get(f"page {page[1]}") if page else local.get(f"file {file[1]}") if file else None
        return f' href="{known or site + path}"'

    return HREF.sub(lead, html)


def _page(archive: zipfile.ZipFile, name: str, template: str, whole: Book, body: str, **words: Any) -> None:
    zips.page(archive, name, render_template(template, book=whole, body=body, **words), whole.made_at)
