"""Adding a resource to one of one's collections, from the page of the resource."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import Refused, guard
from club.collections import forms, operations, queries
from club.collections.models import Collection
from club.collections.views import bp
from club.collections.views.writing import A_DAY, TOO_MANY
from club.library import queries as library
from club.library.models import Resource
from club.members.forms import line
from club.policy import Action


@bp.route("/ajouter/<int:id>", methods=["GET", "POST"])
@guard(Action.RESOURCE_READ, library.resource)
def add(resource: Resource) -> ResponseReturnValue:
    """Whoever reads a resource may keep it in a collection of theirs."""
    own = queries.own_titles(current_user.id, resource.id)
    free = next((row.id for row in own if not row.has_it), forms.AddForm.NEW)
    form = forms.AddForm(own=own, data={"submission": once.new_key(), "collection_id": free})
    if not form.validate_on_submit():
        return render_template("collections/add.html", form=form, resource=resource)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    try:
        collection = _chosen(form)
        operations.add(collection, resource.id, line(form.why.data))
    except Refused as why:
        form.collection_id.errors = [str(why)]
        return render_template("collections/add.html", form=form, resource=resource)
    address = url_for(".show", id=collection.id, slug=collection.slug)
    once.settle(form.submission.data, current_user.id, address)
    flash(f"La ressource est ajoutée au parcours « {collection.title} ».", "success")
    return redirect(address)


def _chosen(form: forms.AddForm) -> Collection:
    """One's own collection, for the form offers no other; or a new one."""
    found = queries.collection(form.collection_id.data) if form.collection_id.data in form.own else None
    if found is not None:
        return found
    if not limits.hit("collection", current_user.id, A_DAY):
        raise Refused(TOO_MANY)
    return operations.create(form.sheet(), by=current_user)
