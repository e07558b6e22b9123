"""Recommending a collection to all, and dropping one's own."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.collections import operations, queries
from club.collections.models import Collection
from club.collections.views import bp
from club.policy import Action


@bp.post("/<int:id>/recommander")
@guard(Action.COLLECTION_RECOMMEND, queries.collection)
def recommend(collection: Collection) -> ResponseReturnValue:
    operations.recommend(collection, by=current_user)
    flash("Le parcours est recommandé : tous les membres le voient dans la liste.", "success")
    return redirect(url_for(".show", id=collection.id, slug=collection.slug))


@bp.post("/<int:id>/ne-plus-recommander")
@guard(Action.COLLECTION_RECOMMEND, queries.collection)
def stop_recommending(collection: Collection) -> ResponseReturnValue:
    operations.stop_recommending(collection, by=current_user)
    flash("Le parcours n’est plus dans la liste. Son lien reste valable.", "success")
    return redirect(url_for(".show", id=collection.id, slug=collection.slug))


@bp.get("/<int:id>/supprimer")
@guard(Action.COLLECTION_DROP, queries.collection)
def confirm_drop(collection: Collection) -> ResponseReturnValue:
    return render_template("collections/drop.html", collection=collection)


@bp.post("/<int:id>/supprimer")
@guard(Action.COLLECTION_DROP, queries.collection)
def drop(collection: Collection) -> ResponseReturnValue:
    title = collection.title
    operations.drop(collection)
    flash(f"Le parcours « {title} » est supprimé. Ses ressources restent dans la bibliothèque.", "success")
    return redirect(url_for(".index", onglet="miens"))
