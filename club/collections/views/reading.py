"""A collection, on its page and as one document to print."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from club.access import guard, me
from club.collections import queries
from club.collections.models import Collection
from club.collections.views import bp
from club.policy import Action


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.COLLECTION_READ, queries.collection)
def show(collection: Collection, slug: str = "") -> ResponseReturnValue:
    if slug != collection.slug:
        return redirect(url_for(".show", id=collection.id, slug=collection.slug), 301)
    return render_template("collections/show.html", collection=collection, steps=queries.steps(collection.id, me()))
