"""Who covers a commune: what « qui appeler » and the lists ask, through one join on `scopes.containing`.

`organisations(code)` and `offers(code)` are statements of (id, width), to be joined or run: `width` says how near the
narrowest of their territories is, from the commune itself (0) to all France (5), see `scopes.containing`.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select, union_all

from club.directory.models import Coverage, Offer, OfferTerritory
from club.members.models import Organisation, Standing
from club.territories import scopes

Found = Select[int, Any]


def listed() -> ColumnElement[bool]:
    """The organisations that are offered to the communes: neither proposed, nor merged, nor closed."""
    return and_(Organisation.standing == Standing.LISTED, Organisation.closed_on.is_(None))


def organisations(commune_code: str) -> Found:
    """The listed organisations whose territories hold a commune: (id, width), each once."""
    here = scopes.containing(commune_code)
    found = select(Coverage.organisation_id.label("id"), func.min(here.c.width).label("width"))
    return (
        found.join(here, meets(here, Coverage))
        .join(Organisation, Organisation.id == Coverage.organisation_id)
        .where(listed())
        .group_by(Coverage.organisation_id)
    )


def offers(commune_code: str) -> Found:
    """What listed organisations offer in a commune: (id, width), each once."""
    here = scopes.containing(commune_code)
    both = held(here, here.c.width)
    return (
        select(both.c.id, func.min(both.c.width).label("width"))
        .join(Offer, Offer.id == both.c.id)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .where(listed(), Offer.withdrawn_at.is_(None))
        .group_by(both.c.id)
    )


def held(around: Any, said: Any) -> Subquery:
    """The ids of the offers that hold around, with a column that says where.

    An offer holds where its own territories say; without one, wherever its organisation works.
    """
    has_own = select(OfferTerritory.id).where(OfferTerritory.offer_id == Offer.id).exists()
    own = select(OfferTerritory.offer_id.label("id"), said).join(around, meets(around, OfferTerritory))
    shared = (
        select(Offer.id, said)
        .select_from(Coverage)
        .join(around, meets(around, Coverage))
        .join(Offer, Offer.organisation_id == Coverage.organisation_id)
        .where(~has_own)
    )
    return union_all(own, shared).subquery("held")


def meets(here: Any, model: Any) -> ColumnElement[bool]:
    """A territory of a table is one of those that contain a commune."""
    return and_(here.c.scope == model.scope, here.c.code == model.code)
