"""Ad hoc lists of communes: shown to all, made by those who describe where things apply."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once
from club.access import guard
from club.directory import list_form
from club.directory.views import bp
from club.policy import Action
from club.territories import lists, queries
from club.territories.models import PlaceList


@bp.get("/listes-de-communes/")
@guard(Action.PLACE_LIST_LIST)
def place_lists() -> ResponseReturnValue:
    return render_template("directory/place_lists.html", lists=queries.place_lists())


@bp.get("/listes-de-communes/<int:id>")
@guard(Action.PLACE_LIST_READ, lists.place_list)
def place_list(place_list: PlaceList) -> ResponseReturnValue:
    return render_template("directory/place_list.html", one=place_list, communes=lists.communes_of(place_list.id))


@bp.route("/listes-de-communes/nouvelle", methods=["GET", "POST"])
@guard(Action.PLACE_LIST_CREATE)
def new_list() -> ResponseReturnValue:
    form = list_form.ListForm(data={"submission": once.new_key()})
    if not form.validate_on_submit():
        return render_template("directory/edit_list.html", form=form, one=None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    made = lists.create(form.said(), by_id=current_user.id)
    flash("La liste peut être choisie partout où l’on dit un territoire.", "success")
    address = url_for(".place_list", id=made.id)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.route("/listes-de-communes/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.PLACE_LIST_EDIT, lists.place_list)
def edit_list(place_list: PlaceList) -> ResponseReturnValue:
    start = {}
    if request.method != "POST":
        start = {"places": "\n".join(lists.codes_of(place_list.id)), "version": str(place_list.version)}
    form = list_form.ListForm(obj=place_list if start else None, data=start, own_id=place_list.id)
    if not form.validate_on_submit():
        return render_template("directory/edit_list.html", form=form, one=place_list)
    lists.edit(place_list, form.said(), version=form.stale_from)
    flash("La liste est à jour.", "success")
    return redirect(url_for(".place_list", id=place_list.id))
