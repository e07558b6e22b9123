"""Some lines of an import with the cards that they are about, and the plan that follows, in few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from club.directory import queries
from club.directory.importing import understanding
from club.directory.importing.columns import LABELS
from club.directory.importing.finding import Cards, Found, Numbers, numbers
from club.directory.importing.models import PartnerImport, PartnerImportLine
from club.directory.importing.understanding import BLANK, Said, Values
from club.directory.models import Coverage
from club.extensions import db
from club.importing.cells import Unfit, key_of
from club.importing.models import Outcome, Phase
from club.members.forms import line
from club.members.models import Organisation
from club.territories.scopes import Scope

TWICE = "Même organisation que la ligne {number}, déjà lue."
ESTABLISHMENTS = " Pour une antenne, laissez la colonne « siren » vide et donnez son SIRET."
MOVED = "Sa fiche a changé depuis l’essai à blanc\u202f: renvoyez le fichier."
RENAMED = "S’appelait « {name} »."


@dataclass
class Plan:
    """What becomes of a line: what it changes, what it may not for the card is kept by others, what is to be known."""

    outcome: Outcome
    changes: Values = field(default_factory=dict)
    protected: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass
class Entry:
    """A line with its plan; `present` is what its card says before, None when it has none."""

    line: PartnerImportLine
    plan: Plan
    number: str
    organisation_id: int | None = None
    present: Values | None = None

    @property
    def is_written(self) -> bool:
        """Whether it changes the directory."""
        return self.plan.outcome in (Outcome.ADDED, Outcome.UPDATED)


class Batch:
    """Some lines in a row, and all that is known of them."""

    def __init__(self, run: PartnerImport, lines: Sequence[PartnerImportLine]) -> None:
        self.run, self.lines = run, lines
        self.known = understanding.lists([one.cells for one in lines], run.type_id)
        cards = Cards()
        self.numbers = {one.id: _numbers(one.cells) for one in lines}
        self.found = {one.id: _found(cards, one.cells, self.numbers[one.id]) for one in lines}
        ids = {one.card.id for one in self.found.values() if one.card is not None}
        self.present = _present(ids, is_written=run.phase == Phase.RUNNING)
        self.theirs = queries.with_editors(ids)
        self.takers = _takers(run, lines[0].number)

    def entries(self) -> list[Entry]:
        """Each line with its plan."""
        return [self._entry(line) for line in self.lines]

    def _entry(self, line: PartnerImportLine) -> Entry:
        found = self.found[line.id]
        card_id = found.card.id if found.card is not None else line.organisation_id
        entry = Entry(line, Plan(Outcome.REFUSED), found.number or "", card_id)
        entry.present = self.present.get(card_id or 0)
        try:
            self._plan(entry, found)
        except Unfit as why:
            entry.plan = Plan(Outcome.REFUSED, notes=[str(why)])
        if entry.plan.outcome != Outcome.REFUSED:
            for one in _keys(entry.number, line.key, card_id):
                self.takers[one] = line.number
        return entry

    def _plan(self, entry: Entry, found: Found) -> None:
        if found.refusal:
            raise Unfit(found.refusal)
        self._refuse_twice(entry)
        if found.card is None and entry.organisation_id is not None:  # the dry run had found one
            raise Unfit(MOVED)
        said = understanding.understand(entry.line.cells, self.known, entry.present)
        said.notes[:0] = found.notes
        if found.number and not (entry.present and (entry.present["siren"] or entry.present["siret"])):
            self._refuse_taken(("number", found.number))
            said.values["siren" if len(found.number) == 9 else "siret"] = found.number
        if found.keeps_name:
            said.values.pop("name", None)
        entry.plan = compared(said, entry.present, is_theirs=entry.organisation_id in self.theirs)
        if "name" in entry.plan.changes and entry.present:
            self._refuse_taken(("name", entry.line.key))
            entry.plan.notes.append(RENAMED.format(name=entry.present["name"]))

    def _refuse_twice(self, entry: Entry) -> None:
        """The second line of a card is refused; without a card, the second one of a number or a name."""
        if entry.organisation_id is not None:
            keys = [("card", str(entry.organisation_id))]
        else:
            keys = _keys(entry.number, entry.line.key, None)
        has_both = all(vars(self.numbers[entry.line.id]).values())
        self._refuse_taken(*keys, hint=ESTABLISHMENTS if has_both else "")

    def _refuse_taken(self, *keys: tuple[str, str], hint: str = "") -> None:
        earlier = [self.takers[one] for one in keys if one in self.takers]
        if earlier:
            raise Unfit(TWICE.format(number=min(earlier)) + hint)


def compared(said: Said, present: Values | None, *, is_theirs: bool) -> Plan:
    """What a line changes. A card that its own people keep is only completed."""
    plan = Plan(Outcome.UNCHANGED, notes=said.notes)
    today = present or BLANK
    for name, value in said.values.items():
        if _same(value, today[name]):
            continue
        if is_theirs and today[name]:
            plan.protected.append(LABELS[name])
        else:
            plan.changes[name] = value
    if present is None:
        plan.outcome = Outcome.ADDED
    elif plan.changes:
        plan.outcome = Outcome.UPDATED
    return plan


def _same(value: object, today: object) -> bool:
    return sorted(value) == sorted(today) if isinstance(value, dict) and isinstance(today, dict) else value == today


def _numbers(cells: Mapping[str, str]) -> Numbers | Unfit:
    try:
        return numbers(cells.get("siren", ""), cells.get("siret", ""))
    except Unfit as why:
        return why


def _found(cards: Cards, cells: Mapping[str, str], said: Numbers | Unfit) -> Found:
    """The card; a wrong number finds none, whatever the name."""
    return Found(refusal=str(said)) if isinstance(said, Unfit) else cards.find(line(cells.get("nom")), said)


def _keys(number: str, name: str, card_id: int | None) -> list[tuple[str, str]]:
    """What another line of the same organisation would have in common with this one."""
    keys = ("number", number), ("name", name), ("card", str(card_id or ""))
    return [one for one in keys if one[1]]


def _takers(run: PartnerImport, first: int) -> dict[tuple[str, str], int]:
    """The line of the batches before that has each number, name or card."""
    columns = PartnerImportLine.identifier, PartnerImportLine.key, PartnerImportLine.organisation_id
    earlier = PartnerImportLine.import_id == run.id, PartnerImportLine.number < first
    asked = select(PartnerImportLine.number, *columns).where(*earlier, PartnerImportLine.outcome != Outcome.REFUSED)
    rows = db.session.execute(asked.order_by(PartnerImportLine.number.desc())).all()
    return {one: row.number for row in rows for one in _keys(row.identifier, row.key, row.organisation_id)}


def _present(ids: Collection[int], *, is_written: bool) -> dict[int, Values]:
    """What cards say today; locked when they are about to change, for their editors may be writing too."""
    names = [name for name in BLANK if name != "territories"]
    columns = [getattr(Organisation, name) for name in (*names, "id", "version", "description_html", "slug")]
    asked = select(*columns).where(Organisation.id.in_(ids)).order_by(Organisation.id)
    rows = db.session.execute(asked.with_for_update() if is_written else asked).all()
    places: dict[int, dict[str, str]] = defaultdict(dict)
    covered = select(Coverage.organisation_id, Coverage.scope, Coverage.code, Coverage.label)
    for one in db.session.execute(covered.where(Coverage.organisation_id.in_(ids)).order_by(Coverage.id)):
        places[one.organisation_id][key_of(Scope(one.scope, one.code, one.label))] = one.label
    return {row.id: dict(row._mapping) | {"territories": places[row.id]} for row in rows}
