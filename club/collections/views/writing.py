"""Writing a collection: its words, and the order of its steps in the same form."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import guard, me
from club.collections import forms, operations, queries
from club.collections.models import Collection
from club.collections.views import bp
from club.policy import Action
from club.policy.words import author

A_DAY = "40 per day"
TOO_MANY = "Vous avez créé beaucoup de parcours aujourd’hui. Gardez votre texte et revenez demain."
GESTURE = re.compile(r"(monter|descendre|retirer)-([1-9][0-9]{0,8})")


@bp.route("/nouveau", methods=["GET", "POST"])
@guard(Action.COLLECTION_CREATE)
def new() -> ResponseReturnValue:
    form = forms.CollectionForm(data={"submission": once.new_key(), "sharing": "prive"})
    if not form.validate_on_submit():
        return render_template("collections/edit.html", form=form, collection=None, rows=[])
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("collection", current_user.id, A_DAY):
        form.title.errors = [TOO_MANY]
        return render_template("collections/edit.html", form=form, collection=None, rows=[])
    collection = operations.create(form.sheet(), by=current_user)
    address = url_for(".show", id=collection.id, slug=collection.slug)
    once.settle(form.submission.data, current_user.id, address)
    flash("Le parcours est créé. Ajoutez-y des ressources depuis leur page.", "success")
    return redirect(address)


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.COLLECTION_EDIT, queries.collection)
def edit(collection: Collection) -> ResponseReturnValue:
    steps = queries.steps(collection.id, me())
    is_mine = author(me(), collection)  # staff may mend what it recommends, not take it out of sight
    form = forms.CollectionForm(data=forms.filled(collection, steps), can_share=is_mine)
    if not form.validate_on_submit():
        return render_template("collections/edit.html", form=form, collection=collection, rows=form.rows(steps))
    operations.edit(collection, form.sheet(), version=form.stale_from, by=current_user)
    if found := GESTURE.fullmatch(request.form.get("geste", "")):
        return _arranged(collection, found[1], int(found[2]))
    flash("Le parcours est enregistré.", "success")
    return redirect(url_for(".show", id=collection.id, slug=collection.slug))


def _arranged(collection: Collection, gesture: str, step_id: int) -> ResponseReturnValue:
    """The words are kept, then the order changes; the form goes on where the step is now."""
    if gesture == "retirer":
        operations.remove(collection, step_id)
        flash("L’étape est retirée du parcours.", "success")
        return redirect(url_for(".edit", id=collection.id, _anchor="etapes"))
    operations.move(collection, step_id, -1 if gesture == "monter" else 1)
    return redirect(url_for(".edit", id=collection.id, _anchor=f"etape-{step_id}"))
