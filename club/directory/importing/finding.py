"""Which card of the directory a line is about: by its SIRET or SIREN, then by its name."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import select
from wtforms.validators import ValidationError

from club import french, text
from club.directory import registry
from club.extensions import db
from club.importing.cells import Unfit
from club.members.models import Organisation, Standing
from club.paging import AnyRow

ROUNDED = re.compile(r"\d[.,]?\d*e\+\d+$", re.IGNORECASE)
PROPOSED = "Un membre a proposé cette fiche\u202f: examinez-la, puis renvoyez le fichier."
TURNED_DOWN = "Cette fiche fut proposée et n’a pas été retenue\u202f: un import ne la fait pas revenir."
CLOSED = "Cette organisation est fermée depuis le {day}\u202f: rouvrez sa fiche pour la mettre à jour."
TWO_CARDS = (
    "Le numéro est celui de « {one} », le nom celui de « {other} »\u202f: corrigez la ligne, ou réunissez les deux "
    "fiches."
)
HOMONYMS = "Plusieurs fiches portent ce nom\u202f: {names}. Donnez le SIREN de la bonne."
OTHER_NUMBER = "« {name} » est dans l’annuaire avec un autre numéro, {number}\u202f: vérifiez lequel est le bon."
SAME_WHOLE = "Même organisation\u202f: sa fiche garde son numéro, {number}."
FOLLOWED = "« {former} » est réunie à « {name} »\u202f: c’est cette fiche qui compte, sous son nom."


@dataclass(frozen=True)
class Numbers:
    """What a line says of its organisation's number."""

    siren: str | None = None
    siret: str | None = None

    @property
    def own(self) -> str | None:
        """The one that a new card has: an establishment gives its own only if it says nothing of the whole."""
        return self.siren or self.siret


@dataclass
class Found:
    """The card of a line, if there is one, by which number, and whether that card keeps its name."""

    card: AnyRow | None = None
    number: str | None = None
    keeps_name: bool = False
    refusal: str = ""
    notes: list[str] = field(default_factory=list)


def key(name: str) -> str:
    """What two spellings of one name share; a name of signs alone is itself."""
    return " ".join(text.fold(name).split()) or name


def numbers(siren: str, siret: str) -> Numbers:
    """The numbers of two cells, each checked by its key; raises Unfit with what to mend."""
    read = [_number(one) for one in (siren, siret)]
    found = {len(one): one for one in read if one}
    said = Numbers(found.get(9), found.get(14))
    if said.siren and said.siret and not said.siret.startswith(said.siren):
        raise Unfit(f"Le SIRET {registry.told(said.siret)} n’est pas d’un établissement du SIREN donné.")
    return said


def _number(typed: str) -> str | None:
    if ROUNDED.search(typed):
        raise Unfit(f"Le tableur a arrondi ce numéro (« {typed[:30]} »)\u202f: mettez sa colonne au format texte.")
    try:
        return next(filter(None, registry.read(typed)), None)
    except ValidationError as why:
        raise Unfit(f"« {typed[:30]} »\u202f: {why}") from why


class Cards:
    """All the cards of the directory by their numbers and names, in one statement."""

    def __init__(self) -> None:
        columns = Organisation.id, Organisation.name, Organisation.siren, Organisation.siret, Organisation.standing
        rows = db.session.execute(select(*columns, Organisation.merged_into_id, Organisation.closed_on)).all()
        self.by_id = {row.id: row for row in rows}
        self.by_number = {number: row for row in rows for number in (row.siren, row.siret) if number}
        self.by_name: dict[str, list[AnyRow]] = defaultdict(list)
        for row in rows:
            self.by_name[key(row.name)].append(row)

    def find(self, name: str, said: Numbers) -> Found:
        """The card of a line; without one it is a new organisation."""
        found = self._by_number(name, said) or self._by_name(name, said)
        if found.card is not None and not found.refusal:
            found.refusal = _unavailable(found.card)
        return found

    def _by_number(self, name: str, said: Numbers) -> Found | None:
        """A SIRET is more exact than the SIREN beside it."""
        number = said.siret if said.siret in self.by_number else said.siren
        card = self.by_number.get(number or "")
        if card is None:
            return None
        namesakes = [one for one in self._named(name) if one.id != card.id]
        is_same = key(name) == key(card.name)
        others = [one for one in namesakes if self._whole(one).id != card.id]
        if others and not is_same:
            return Found(card, number, refusal=TWO_CARDS.format(one=card.name, other=others[0].name))
        return Found(card, number, keeps_name=is_same or bool(namesakes))

    def _by_name(self, name: str, said: Numbers) -> Found:
        namesakes = self._named(name)
        cards = {self._whole(one).id: self._whole(one) for one in namesakes}
        if not cards:
            return Found(number=said.own)
        if len(cards) > 1:
            names = french.listed([f"« {one.name} »" for one in namesakes[:3]])
            return Found(number=said.own, refusal=HOMONYMS.format(names=names))
        card = next(iter(cards.values()))
        found = Found(card, said.own, keeps_name=True)
        if card.id != namesakes[0].id:
            found.notes.append(FOLLOWED.format(former=namesakes[0].name, name=card.name))
        return _compared(found, card, said)

    def _named(self, name: str) -> list[AnyRow]:
        """The card of this very name, else those of this name whatever its case and accents."""
        same = self.by_name.get(key(name), []) if name else []
        return [one for one in same if one.name == name] or same

    def _whole(self, row: AnyRow) -> AnyRow:
        """The card that replaced a merged one; itself otherwise."""
        return self.by_id[row.merged_into_id] if row.standing == Standing.MERGED else row


def _compared(found: Found, card: AnyRow, said: Numbers) -> Found:
    """Found by its name: its number must not be another one. A SIREN and a SIRET of it are of one organisation."""
    present = card.siren or card.siret
    if not present or said.own is None:
        return found
    told = registry.told(present)
    if len(present) != len(said.own) and present[:9] == said.own[:9]:
        found.notes.append(SAME_WHOLE.format(number=told))
    else:
        found.refusal = OTHER_NUMBER.format(name=card.name, number=told)
    return found


def _unavailable(card: AnyRow) -> str:
    """Why an import leaves a card alone, empty when it does not."""
    if card.standing == Standing.PROPOSED:
        return PROPOSED
    if card.standing == Standing.REFUSED:
        return TURNED_DOWN
    return CLOSED.format(day=french.day(card.closed_on)) if card.closed_on else ""
