"""Carrying a collection away: asking for a copy, then having it."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, storage
from club.access import Refused, guard
from club.collections import exports, queries
from club.collections.models import Collection, CollectionExport
from club.collections.views import bp
from club.policy import Action

A_DAY = "20 per day"


@bp.post("/<int:id>/emporter")
@guard(Action.COLLECTION_READ, queries.collection)
def carry(collection: Collection) -> ResponseReturnValue:
    if not limits.hit("export-collection", current_user.id, A_DAY):
        raise Refused("Vous avez demandé beaucoup de copies aujourd’hui. Revenez demain.")
    exports.ask(collection, by=current_user)
    flash("La copie est en préparation. La cloche vous dira quand elle est prête.", "success")
    return redirect(url_for(".show", id=collection.id, slug=collection.slug, _anchor="emporter"))


@bp.get("/copies/<int:id>")
@guard(Action.EXPORT_READ, exports.export)
def copy(export: CollectionExport) -> ResponseReturnValue:
    assert export.stored is not None
    return storage.serve(export.stored, inline=False)
