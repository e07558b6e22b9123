"""A collection, on its page and as one document to print."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from club.access import guard, me
from club.collections import chapters, exports, queries
from club.collections.models import Collection
from club.collections.views import bp
from club.policy import Action


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.COLLECTION_READ, queries.collection)
def show(collection: Collection, slug: str = "") -> ResponseReturnValue:
    if slug != collection.slug:
        return redirect(url_for(".show", id=collection.id, slug=collection.slug), 301)
    return render_template(
        "collections/show.html",
        collection=collection,
        steps=queries.steps(collection.id, me()),
        copy=exports.of_reader(collection.id, me().id or 0),
        kept_days=exports.KEPT.days,
    )


@bp.get("/<int:id>-<slug>/imprimer")
@guard(Action.COLLECTION_READ, queries.collection)
def paper(collection: Collection, slug: str) -> ResponseReturnValue:
    """All of it on sheets of A4: contents, then each resource with where it comes from."""
    if slug != collection.slug:
        return redirect(url_for(".paper", id=collection.id, slug=collection.slug), 301)
    found = chapters.of(collection.id, me())
    return render_template("collections/paper.html", collection=collection, chapters=found)
