"""Two cards of one organisation become one: all that pointed to the one that goes points to the one that is kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Column, Table, UniqueConstraint, and_, delete, exists, func, select, update

from club import journal, storage
from club.access import Refused
from club.directory import history, operations, queries
from club.directory.events import OrganisationMerged, ProposalSettled
from club.directory.models import Coverage
from club.events import emit
from club.extensions import db
from club.funding import searches
from club.members.models import Member, Organisation, Standing
from club.policy import Action
from club.storage.models import StoredFile

# What is said of the rows that move, before it is confirmed; the others are moved without a word.
SAID = {
    "member": ("membre", "membres"),
    "coverage": ("territoire", "territoires"),
    "offer": ("offre", "offres"),
    "organisation_contact": ("contact", "contacts"),
    "resource": ("ressource", "ressources"),
    "resource_partner": ("ressource publiée avec d’autres", "ressources publiées avec d’autres"),
    "aid": ("aide tenue", "aides tenues"),
    "aid_funder": ("aide financée", "aides financées"),
    "experience_funder": ("financement d’expérience", "financements d’expériences"),
    "experience_partner": ("rôle dans une expérience", "rôles dans des expériences"),
    "plan_line": ("ligne de plan de financement", "lignes de plans de financement"),
    "inquiry": ("mise en relation", "mises en relation"),
    "organisation": ("antenne", "antennes"),
}
OWN = {"organisation_revision"}  # what a card said before stays the history of that card
# Rows that name an organisation by a kind and its number: the word of the kind, and the two columns.
NAMED = {
    "citation": ("organisation", "kind", "key"),
    "report": ("organisation", "thing_kind", "thing_id"),
    "handover_thing": ("contacts", "kind", "key"),
}
FILLED = ("siren", "siret", "acronym", "website", "address", "summary", "logo_id", "parent_id")


@dataclass(frozen=True)
class Moving:
    """How many rows of a kind move."""

    words: tuple[str, str]
    number: int


def pointers() -> Iterator[tuple[Table, Column[int]]]:
    """Every column of the base that points to an organisation and follows it, whatever feature it belongs to."""
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            if table.name not in OWN and any(key.target_fullname == "organisation.id" for key in column.foreign_keys):
                yield table, column


def moving(gone: Organisation) -> list[Moving]:
    """What will move with a card, to be confirmed."""
    found: dict[str, int] = {}
    for table, column in pointers():
        if table.name in SAID and column.name not in {"merged_into_id", "successor_id"}:
            number = db.session.scalar(select(func.count()).select_from(table).where(column == gone.id)) or 0
            found[table.name] = found.get(table.name, 0) + number
    return [Moving(SAID[name], number) for name, number in found.items() if number]


def merge(gone: Organisation, kept: Organisation, *, by: Member) -> None:
    """Put a card into another; its address leads there. Raises Refused for what is not two cards of the directory."""
    for one in sorted((gone, kept), key=lambda card: card.id):  # always in this order: two merges wait, none is stuck
        db.session.refresh(one, ["standing", "closed_on"], with_for_update=True)
    is_proposal = gone.standing == Standing.PROPOSED
    if gone.id == kept.id or not (is_proposal or gone.standing == Standing.LISTED) or not _is_open(kept):
        raise Refused("Choisissez deux fiches différentes de l’annuaire. Celle qui reste ne peut pas être fermée.")
    before = {kept.id: history.whole(kept)}
    _fill(kept, gone)
    for table, column in pointers():
        _repoint(table, column, gone.id, kept.id)
    for name, (word, kind, key) in NAMED.items():
        _rename(db.metadata.tables[name], word, kind, key, gone.id, kept.id)
    searches.funder_merged(gone.id, kept.id)
    _drop_doubles(kept.id)
    db.session.expire_all()
    gone.standing, gone.merged_into_id, gone.parent_id, gone.successor_id = Standing.MERGED, kept.id, None, None
    if kept.parent_id and queries.is_within(kept.parent_id, kept.id):
        kept.parent_id = None
    kept.version += 1
    after = {"merged_into": kept.id, "name": kept.name}
    journal.record(Action.ORGANISATION_MERGE, "organisation", gone.id, label=gone.name, after=after, by=by.id)
    for one in (gone, kept):
        operations.touched(one, by)
    history.keep(before, f"Réunie avec « {gone.name} »", by=by)
    emit(OrganisationMerged(gone_id=gone.id, kept_id=kept.id, by_id=by.id))
    if is_proposal:
        emit(ProposalSettled(organisation_id=gone.id, by_id=by.id))


def _is_open(card: Organisation) -> bool:
    return card.standing == Standing.LISTED and card.closed_on is None


def _fill(kept: Organisation, gone: Organisation) -> None:
    """What the kept card does not say, the other one says; a number is on one card only."""
    taken = {name: getattr(gone, name) for name in FILLED}
    gone.siren = gone.siret = gone.logo_id = None
    db.session.flush()
    if kept.siren or kept.siret:
        taken["siren"] = taken["siret"] = None
    for name, value in taken.items():
        if not getattr(kept, name) and value:
            setattr(kept, name, value)
    if taken["logo_id"] and kept.logo_id != taken["logo_id"]:
        storage.let_go(db.session.get_one(StoredFile, taken["logo_id"]))
    if not kept.description:
        kept.description, kept.description_html = gone.description, gone.description_html
    db.session.flush()


def _repoint(table: Table, column: Column[int], gone_id: int, kept_id: int) -> None:
    """Rows of one go to the other, but where the other has the same."""
    twin = table.alias("twin")
    for names in _uniques(table, column):
        same = and_(twin.c[column.name] == kept_id, *(twin.c[name] == table.c[name] for name in names))
        db.session.execute(delete(table).where(column == gone_id, exists().where(same)))
    db.session.execute(update(table).where(column == gone_id).values({column.name: kept_id}))


def _uniques(table: Table, column: Column[int]) -> Iterator[list[str]]:
    """The other columns of each set that must be unique, and that the column is a part of."""
    keys = [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
    indexes = [one.columns for one in table.indexes if one.unique]
    for columns in (table.primary_key.columns, *keys, *indexes):
        names = [other.name for other in columns]
        if column.name in names and len(names) > 1:
            yield [name for name in names if name != column.name]


def _rename(table: Table, word: str, kind: str, key: str, gone_id: int, kept_id: int) -> None:
    value = (lambda id: id) if table.c[key].type.python_type is int else str
    mine = table.c[kind] == word, table.c[key] == value(gone_id)
    twin = table.alias("twin")
    others = [one.name for one in table.primary_key if one.name != key]
    if key in table.primary_key:
        same = and_(twin.c[key] == value(kept_id), *(twin.c[name] == table.c[name] for name in others))
        db.session.execute(delete(table).where(*mine, exists().where(same)))
    db.session.execute(update(table).where(*mine).values({key: value(kept_id)}))


def _drop_doubles(kept_id: int) -> None:
    """A territory that both cards covered is said once."""
    first = select(func.min(Coverage.id)).where(Coverage.organisation_id == kept_id)
    kept = first.group_by(Coverage.scope, Coverage.code)
    db.session.execute(delete(Coverage).where(Coverage.organisation_id == kept_id, Coverage.id.not_in(kept)))
