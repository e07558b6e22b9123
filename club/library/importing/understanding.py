"""What a line of a catalogue says of a resource: plain values by field, with what was left aside and why."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from html2text import HTML2Text
from sqlalchemy import select

from club import text
from club.extensions import db
from club.forms import is_address
from club.importing import cells as words
from club.importing.cells import CELL_MAX, Unfit, line, parted
from club.library import details
from club.library.importing.columns import DETAILS, language_of, licence_of
from club.library.importing.models import CatalogueImport
from club.library.models import Resource
from club.library.types import Field, shape_of
from club.territories import naming
from club.territories.scopes import Scope
from club.vocabulary.models import Term, TermKind

MOST_LINKS, LINK_MAX, LABEL_MAX = 5, 500, 160
BODY_MAX, HTML_MAX = 50_000, 100_000
KINDS = (TermKind.RESOURCE_TYPE, TermKind.THEME, TermKind.PROJECT_STAGE)
LINK = re.compile(r"^(.*?)[\s:–—-]*\b(https?://\S+)$", re.DOTALL)
OWN_PAGE = re.compile(r"/ressources/(\d{1,9})(?:-[^/]*)?/?$")
ANYWHERE = "Dites où elle s’applique\u202f: colonne « territoires », ou choix par défaut à l’envoi."
Values = dict[str, Any]


@dataclass
class Said:
    """What a line says: values that JSON can hold, the same for the same line."""

    values: Values = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    refusal: str = ""


@dataclass(frozen=True)
class Lists:
    """What the words of some lines mean, read at once: terms by their folded label or slug, territories by label."""

    run: CatalogueImport
    base_url: str
    terms: Mapping[tuple[str, str], Term]
    slugs: Mapping[int, str]  # of types
    places: Mapping[str, Scope]

    @property
    def is_table(self) -> bool:
        """A table is filled in by hand for the club: an unknown type is a mistake there, not in a feed."""
        return self.run.kind == "csv"


def lists(run: CatalogueImport, cells: Iterable[Mapping[str, str]], base_url: str) -> Lists:
    """What the words of these lines mean."""
    terms = db.session.scalars(select(Term).where(Term.kind.in_(KINDS)).order_by(Term.position.desc(), Term.id)).all()
    known = {(one.kind, text.fold(said)): one for one in terms for said in (one.slug, one.label)}
    labels = {label for one in cells for label in parted(one.get("territoires", ""))}
    slugs = {one.id: one.slug for one in terms if one.kind == TermKind.RESOURCE_TYPE}
    return Lists(run, base_url, known, slugs, naming.named(labels))


def own_number(cells: Mapping[str, str], base_url: str) -> int | None:
    """The resource of this club whose page a line names."""
    address = cells.get("adresse", "") or cells.get("identifiant", "")
    found = OWN_PAGE.search(address.removeprefix(base_url)) if address.startswith(f"{base_url}/") else None
    return int(found[1]) if found else None


def identifier_of(cells: Mapping[str, str]) -> str:
    """What finds the record again: its identifier, else the address of its page."""
    return line(cells.get("identifiant") or cells.get("adresse", ""))


def understand(cells: Mapping[str, str], known: Lists, present: Values | None) -> Said:
    """What a line says; `present` is what its resource says today, None when it has none yet."""
    said = Said()
    try:
        _texts(cells, said, is_new=present is None)
        said.values["type"] = _type(cells, known, present)
        _terms(cells, known, said, is_new=present is None)
        _territories(cells, known, said, present)
        _links(cells, known, said)
        _small(cells, known, said)
        _details(cells, known.slugs.get(said.values["type"], ""), said)
    except Unfit as why:
        said.refusal = str(why)
    return said


def _texts(cells: Mapping[str, str], said: Said, *, is_new: bool) -> None:
    title = line(cells.get("titre", ""))
    if not title and is_new:
        raise Unfit("Le titre est vide.")
    summary, body = _written(cells, "resume"), _written(cells, "texte")
    if len(body) > BODY_MAX:
        raise Unfit("Le texte dépasse 50 000 caractères.")
    flat = line(summary or (_first_words(body) if is_new else ""))
    for name, value, most in (("title", title, Resource.TITLE_MAX), ("summary", flat, Resource.SUMMARY_MAX)):
        if value:
            said.values[name] = _cut(value, most)
    if len(title) > Resource.TITLE_MAX:
        said.notes.append("Titre coupé à 140 caractères.")
    if len(flat) > Resource.SUMMARY_MAX and summary:
        said.notes.append(
            "Résumé coupé à 300 caractères" + ("\u202f: il est entier dans le texte." if not body else ".")
        )
        body = body or summary
    if body:
        said.values["body"] = body


def _cut(value: str, most: int) -> str:
    return value if len(value) <= most else text.excerpt(value, most - 1)[:most]


def _first_words(body: str) -> str:
    """A summary for a feed that has none."""
    return text.plain(re.sub(r"[#*_>`]+", " ", body[:600])) if body else ""


def _written(cells: Mapping[str, str], column: str) -> str:
    """A text, as Markdown whatever it was written in."""
    html = cells.get(f"{column}_html", "")
    if not html:
        return text.clean(cells.get(column, "")).strip()
    if len(html) > HTML_MAX:
        raise Unfit("Le texte dépasse 100 000 caractères.")
    reader = HTML2Text(bodywidth=0)
    reader.ignore_images = True
    return text.clean(reader.handle(html)).strip()


def _type(cells: Mapping[str, str], known: Lists, present: Values | None) -> int:
    asked = parted(cells.get("type", ""))
    terms = [known.terms.get((TermKind.RESOURCE_TYPE, text.fold(one))) for one in asked]
    found = next(filter(None, terms), None)
    if found is not None:
        return found.id
    if asked and known.is_table:
        raise Unfit(f"Le type « {asked[0][:60]} » n’est pas un type du club.")
    return int(present["type"]) if present else known.run.type_id


def _terms(cells: Mapping[str, str], known: Lists, said: Said, *, is_new: bool) -> None:
    for name, column, kind in (("themes", "themes", TermKind.THEME), ("stages", "etapes", TermKind.PROJECT_STAGE)):
        asked = parted(cells.get(column, ""))
        found = {one: known.terms.get((kind, text.fold(one))) for one in asked}
        ids = sorted({term.id for term in found.values() if term})
        unknown = [f"« {one[:60]} »" for one, term in found.items() if term is None]
        if unknown and known.is_table:
            word = "Thème inconnu, laissé de côté" if name == "themes" else "Étape inconnue, laissée de côté"
            said.notes.append(f"{word}\u202f: {', '.join(unknown[:5])}.")
        if not ids and name == "themes" and is_new:
            ids = sorted(known.run.theme_ids)
        if ids:
            said.values[name] = ids


def _territories(cells: Mapping[str, str], known: Lists, said: Said, present: Values | None) -> None:
    asked = parted(cells.get("territoires", ""))
    found, unknown = words.territories(asked, known.places, present["territories"] if present and asked else {})
    if unknown:
        raise Unfit(f"Le territoire « {unknown[0][:60]} » n’est pas reconnu, ou désigne plusieurs communes.")
    if not asked and present is None:
        found = {words.key_of(one): one.label for one in (Scope(**each) for each in known.run.territories)}
        if not found:
            raise Unfit(ANYWHERE)
    if found:
        said.values["territories"] = found


def _links(cells: Mapping[str, str], known: Lists, said: Said) -> None:
    page = cells.get("adresse", "").strip()
    typed = [page] if page and not page.startswith(f"{known.base_url}/") else []
    typed += [one.strip() for one in re.split(r"[;\n]", cells.get("liens", "")[:CELL_MAX]) if one.strip()]
    links: dict[str, str] = {}
    for one in typed:
        found = LINK.match(one)
        if found and is_address(found[2]) and len(found[2]) <= LINK_MAX:
            links.setdefault(found[2], line(found[1])[:LABEL_MAX] or _site_of(found[2]))
        else:
            said.notes.append(f"Lien illisible, laissé de côté\u202f: « {one[:60]} ».")
    if len(links) > MOST_LINKS:
        said.notes.append("Plus de cinq liens\u202f: les premiers sont gardés.")
    if links:
        said.values["links"] = [[url, label] for url, label in list(links.items())[:MOST_LINKS]]


def _site_of(url: str) -> str:
    return f"Voir sur {urlsplit(url).hostname or url}"[:LABEL_MAX]


def _small(cells: Mapping[str, str], known: Lists, said: Said) -> None:
    """Licence, language, date: what is not understood is left aside, and said of a table."""
    for name, column, read in (("licence", "licence", licence_of), ("language", "langue", language_of)):
        cell = cells.get(column, "")
        values = filter(None, map(read, [cell, *parted(cell)]))
        if found := next(values, None):
            said.values[name] = found
        elif cell and known.is_table:
            said.notes.append(f"Colonne « {column} » non reconnue, laissée de côté\u202f: « {cell[:60]} ».")
    if day := cells.get("a_verifier_le", ""):
        said.values["expires_on"] = _detail(Field("expires_on", "À vérifier le", "day"), day)


def _details(cells: Mapping[str, str], slug: str, said: Said) -> None:
    own = shape_of(slug).fields
    for title, one in DETAILS.items():
        cell = cells.get(title, "")
        if cell and one in own:
            said.values[f"detail:{one.name}"] = _detail(one, cell)
        elif cell:
            said.notes.append(f"« {one.label} » ne concerne pas ce type\u202f: colonne laissée de côté.")


def _detail(asked: Field, cell: str) -> str:
    choices = {text.fold(label): key for key, label in (asked.choices or {}).items()}
    try:
        return details.read(asked, choices.get(text.fold(cell), cell))
    except details.Wrong as why:
        raise Unfit(f"« {asked.label} »\u202f: {why}") from why
