"""Filling the lists from the seed that ships with the product."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from club.extensions import db
from club.vocabulary.models import Synonym, Term, TermKind

SEED = Path(__file__).parent / "data" / "vocabulaire.json"
LISTS = {
    "themes": TermKind.THEME,
    "etiquettes": TermKind.TAG,
    "types_de_partenaires": TermKind.PARTNER_TYPE,
    "types_de_ressources": TermKind.RESOURCE_TYPE,
    "etapes_de_projet": TermKind.PROJECT_STAGE,
    "statuts_ort": TermKind.ORT_STATUS,
    "etapes_action": TermKind.ACTION_STAGE,
    "types_aide": TermKind.FUNDING_KIND,
    "fonctions_membres": TermKind.FUNCTION,
    "types_evenement": TermKind.EVENT_KIND,
}
OURS = "jugement"  # a term we propose; the others were found in public documents


@dataclass(frozen=True)
class Seeded:
    """How many terms and groups of synonyms were added."""

    terms: int
    synonyms: int


def seed() -> Seeded:
    """Add what is missing, by (kind, slug); what administrators edited is left as it is."""
    lists: dict[str, Any] = json.loads(SEED.read_text(encoding="utf-8"))
    stored = {(term.kind, term.slug): term for term in db.session.scalars(select(Term))}
    before = len(stored)
    for name, kind in LISTS.items():
        _fill(stored, kind, lists[name], parent=None)
    return Seeded(len(stored) - before, _fill_synonyms(lists["synonymes_recherche"]))


def _fill(
    stored: dict[tuple[str, str], Term], kind: TermKind, entries: list[dict[str, Any]], parent: Term | None
) -> None:
    for position, entry in enumerate(entries):
        term = stored.get((kind, entry["slug"]))
        if term is None:
            term = Term(
                kind=kind,
                slug=entry["slug"],
                label=entry["libelle"],
                position=position,
                parent_id=parent.id if parent else None,
                is_suggested=entry.get("statut") == OURS,
            )
            db.session.add(term)
            db.session.flush()  # children need its id
            stored[kind, entry["slug"]] = term
        _fill(stored, kind, entry.get("enfants", []), parent=term)


def _fill_synonyms(groups: list[list[str]]) -> int:
    """A group that shares a word with a stored one was edited: it is left alone."""
    known = {word for words in db.session.scalars(select(Synonym.words)) for word in words}
    missing = [words for words in groups if known.isdisjoint(words)]
    db.session.add_all(Synonym(words=words) for words in missing)
    db.session.flush()
    return len(missing)
