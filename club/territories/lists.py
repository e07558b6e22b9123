"""Ad hoc lists of communes: the perimeter of a syndicate is nobody's official territory, and things cover it too."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import joinedload

from club import clock
from club.access import Conflict
from club.events import emit
from club.extensions import db
from club.territories.events import PlaceListChanged
from club.territories.models import Commune, PlaceList, PlaceListCommune
from club.territories.scopes import Scope

MOST = 2_000  # communes: beyond, choose départements


@dataclass(frozen=True)
class Listed:
    """What is written of a list."""

    name: str
    source: str
    codes: Sequence[str]


def create(said: Listed, *, by_id: int | None) -> PlaceList:
    """A new list."""
    made = PlaceList(name=said.name, author_id=by_id)
    db.session.add(made)
    db.session.flush()
    _write(made, said)
    return made


def edit(one: PlaceList, said: Listed, *, version: int) -> None:
    """Replace a list; raises Conflict when it was changed since `version`."""
    db.session.refresh(one, ["version"], with_for_update=True)
    if version != one.version:
        raise Conflict("\n".join(codes_of(one.id)), "\n".join(said.codes))
    one.version += 1
    _write(one, said)


def _write(one: PlaceList, said: Listed) -> None:
    codes = dict.fromkeys(said.codes)
    one.name, one.source, one.size, one.updated_at = said.name, said.source, len(codes), clock.now()
    db.session.execute(delete(PlaceListCommune).where(PlaceListCommune.list_id == one.id))
    db.session.add_all(PlaceListCommune(list_id=one.id, commune_code=code) for code in codes)
    emit(PlaceListChanged(list_id=one.id))


def relabelling(*models: Any) -> Callable[[PlaceListChanged], None]:
    """A listener that keeps the name of a list true in the tables of territories that hold it."""

    def relabel(event: PlaceListChanged) -> None:
        label = db.session.get_one(PlaceList, event.list_id).label
        for model in models:
            held = model.scope == "list", model.code == str(event.list_id)
            db.session.execute(update(model).where(*held).values(label=label))

    return relabel


def expanded(covered: Iterable[Scope]) -> list[str]:
    """The codes of the communes of some territories (EPCI and communes), each once."""
    groups = [one.code for one in covered if one.scope == "epci"]
    inside = select(Commune.code).where(Commune.epci_siren.in_(groups), Commune.is_former.is_(False))
    found = [one.code for one in covered if one.scope == "commune"]
    return list(dict.fromkeys([*found, *db.session.scalars(inside.order_by(Commune.code))]))


def place_list(id: int) -> PlaceList | None:
    """One list."""
    return db.session.get(PlaceList, id)


def is_name_taken(name: str, own_id: int | None) -> bool:
    """Whether another list has this very name."""
    other = db.session.scalar(select(PlaceList.id).where(PlaceList.name == name))
    return other is not None and other != own_id


def codes_of(list_id: int) -> Sequence[str]:
    """The INSEE codes of a list, in order."""
    mine = select(PlaceListCommune.commune_code).where(PlaceListCommune.list_id == list_id)
    return db.session.scalars(mine.order_by(PlaceListCommune.commune_code)).all()


def communes_of(list_id: int) -> Sequence[Commune]:
    """The communes of a list by name, with their EPCI."""
    mine = select(PlaceListCommune.commune_code).where(PlaceListCommune.list_id == list_id)
    named = select(Commune).where(Commune.code.in_(mine)).options(joinedload(Commune.epci))
    return db.session.scalars(named.order_by(Commune.sort_key, Commune.code)).all()
