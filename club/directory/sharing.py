"""The directory as it leaves the club: a table, data. The team's and the partners' names stay inside."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from club import sheets
from club.directory import contacts, offers
from club.directory.models import Coverage
from club.directory.queries import PartnerFilter, partners_statement
from club.extensions import db
from club.members.models import Organisation
from club.paging import AnyRow

COLUMNS = (
    *("nom", "sigle", "type", "siren", "siret", "en_une_phrase", "site", "adresse", "territoires", "offres"),
    *("contacts", "mise_a_jour"),
)


def things(wanted: PartnerFilter) -> list[dict[str, Any]]:
    """The organisations of a list with their territories, offers and contacts, in a fixed number of queries."""
    rows = db.session.execute(partners_statement(wanted).order_by(Organisation.name, Organisation.id)).all()
    ids = [row.id for row in rows]
    places = _by_owner(
        db.session.scalars(select(Coverage).where(Coverage.organisation_id.in_(ids)).order_by(Coverage.id))
    )
    offered = _by_owner(offers.offers_of_many(ids))
    people = _by_owner(contacts.contacts_of_many(ids))
    return [_thing(row, places.get(row.id, []), offered.get(row.id, []), people.get(row.id, [])) for row in rows]


def _by_owner(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in rows:
        found.setdefault(one.organisation_id, []).append(one)
    return found


def _thing(row: AnyRow, places: list[Any], offered: list[Any], people: list[Any]) -> dict[str, Any]:
    return {
        **{"nom": row.name, "sigle": row.acronym, "type": row.type, "siren": row.siren, "siret": row.siret},
        **{"en_une_phrase": row.summary, "site": row.website, "adresse": row.address},
        "territoires": [_place(one) for one in places],
        "offres": [_offer(one) for one in offered],
        "contacts": [_contact(one) for one in people],
        "mise_a_jour": sheets.day(row.updated_at),
    }


def _place(one: Any) -> dict[str, str]:
    return {"genre": one.scope, "code": one.code, "nom": one.label}


def _offer(one: Any) -> dict[str, Any]:
    return {
        "titre": one.title,
        "themes": [term.label for term in one.themes],
        "etapes": [term.label for term in one.stages],
        "gratuit": one.is_free,
        **{"prix": one.price, "delai_jours_ouvres": one.delay_days, "delai": one.delay},
        **{"qui_peut_demander": one.audience, "comment_demander": one.how_to_ask},
        "territoires": [_place(place) for place in one.territories],
        "verifiee_le": one.verified_on.isoformat() if one.verified_on else None,
    }


def _contact(one: Any) -> dict[str, Any]:
    words = {"nom": one.name, "fonction": one.function, "telephone": one.phone, "courriel": one.email}
    return words | {"joignable": one.reachable, "territoires": [_place(place) for place in one.territories]}


def table(found: Iterable[dict[str, Any]]) -> Iterator[str]:
    """The same as a table: what is many is put in one cell."""
    return sheets.table(COLUMNS, ([_cell(one[name]) for name in COLUMNS] for one in found))


def _cell(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return " | ".join(_words(one) for one in value)


def _words(one: dict[str, Any]) -> str:
    if "titre" in one:
        return str(one["titre"])
    return ", ".join(str(one[name]) for name in ("nom", "fonction", "telephone", "courriel") if one.get(name))
