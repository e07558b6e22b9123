"""Keeping a search of aids, and what the club writes of it."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, StringField
from wtforms.validators import DataRequired

from club import narrowing
from club.access import Refused, guard
from club.forms import most
from club.funding import asking, searches
from club.funding.searches import AidSearch, Rhythm
from club.funding.views import bp
from club.members.forms import line
from club.policy import Action
from club.territories import queries as territories

TOO_LONG = "Cette recherche a trop de filtres pour être gardée : retirez-en."


class SearchForm(FlaskForm):
    """A name and a rhythm."""

    name = StringField(
        "Nom de la recherche",
        [DataRequired("Donnez-lui un nom."), most(AidSearch.NAME_MAX)],
        description="Pour vous seul.",
    )
    rhythm = RadioField(
        "M’écrire quand une nouvelle aide y répond",
        choices={one.value: label for one, label in searches.RHYTHMS.items()},
        default=Rhythm.DAILY.value,
    )


class KeepForm(SearchForm):
    """The same of a search that is not kept yet."""

    query = HiddenField()


def offered(tags: narrowing.Tags, pairs: narrowing.Used, commune: str = "", place: str = "") -> KeepForm:
    """The form that keeps the search of this address, named after its filters."""
    words = [label for label, _ in tags] + ([place] if place else [])
    query = asking.said(pairs, commune)
    return KeepForm(formdata=None, name=", ".join(words)[: AidSearch.NAME_MAX], query=query)


@bp.route("/recherches", methods=["GET", "POST"])
@guard(Action.KEPT_SEARCH_OWN)
def kept_searches() -> ResponseReturnValue:
    """One's own searches; a POST keeps one more."""
    form = KeepForm()
    if form.validate_on_submit():
        try:
            made = searches.keep(_query(form), name=line(form.name.data), rhythm=_rhythm(form), by=current_user)
            flash("La recherche est gardée." + _promise(made), "success")
            return redirect(url_for(".kept_searches"))
        except Refused as why:
            form.name.errors = [str(why)]
    places = [(one, *searches.place(one)) for one in searches.kept_by(current_user.id)]
    known = [(one, url_for(endpoint, **values)) for one, endpoint, values in places]
    return render_template("funding/searches.html", known=known, form=form if form.is_submitted() else None)


def _query(form: KeepForm) -> str:
    asked = asking.read(form.query.data or "")
    place = territories.commune(asked.get("commune", ""))
    said = asking.said(asked.items(multi=True), place.code if place else "")
    if len(said) > AidSearch.QUERY_MAX:
        raise Refused(TOO_LONG)
    return said


def _rhythm(form: SearchForm) -> Rhythm:
    return Rhythm(form.rhythm.data)


def _promise(search: AidSearch) -> str:
    return "" if search.rhythm == Rhythm.NEVER else " Vous recevrez un courriel quand une nouvelle aide y répondra."


@bp.route("/recherches/<int:id>", methods=["GET", "POST"])
@guard(Action.KEPT_SEARCH_EDIT, searches.search)
def edit_search(search: AidSearch) -> ResponseReturnValue:
    form = SearchForm(name=search.name, rhythm=search.rhythm)
    if not form.validate_on_submit():
        return render_template("funding/edit_search.html", form=form, search=search)
    searches.change(search, name=line(form.name.data), rhythm=_rhythm(form))
    flash("C’est enregistré." + _promise(search), "success")
    return redirect(url_for(".kept_searches"))


@bp.post("/recherches/<int:id>/oublier")
@guard(Action.KEPT_SEARCH_EDIT, searches.search)
def forget_search(search: AidSearch) -> ResponseReturnValue:
    searches.forget(search)
    flash("La recherche est oubliée.", "success")
    return redirect(url_for(".kept_searches"))
