"""Writing a funding sheet: the form, its preview, one's drafts."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import guard
from club.funding import forms, linking, operations, queries
from club.funding.models import Aid
from club.funding.views import bp
from club.policy import Action, can, partner, referent

A_DAY = "60 per day"
TOO_MANY = "Vous avez beaucoup publié aujourd’hui. Gardez votre texte et revenez demain."


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.AID_CREATE)
def new() -> ResponseReturnValue:
    form = _form(None, _start())
    if not form.validate_on_submit():
        return _form_page(form, None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("aid", current_user.id, A_DAY):
        form.title.errors = [TOO_MANY]
        return _form_page(form, None)
    return _kept(operations.create(form.sheet(current_user.organisation_id), by=current_user), form)


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.AID_EDIT, queries.aid)
def edit(aid: Aid) -> ResponseReturnValue:
    form = _form(aid, forms.filled(aid))
    if not form.validate_on_submit():
        return _form_page(form, aid)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    operations.edit(aid, form.sheet(aid.organisation_id), version=form.stale_from, by=current_user)
    return _kept(aid, form)


def _start() -> dict[str, Any]:
    """What a new sheet starts with: its writer's organisation, or all that the national sheet says."""
    asked = request.args.get("nationale", "")
    national = queries.aid(int(asked)) if asked.isdecimal() and len(asked) < 9 else None
    if national and not national.national_id and can(current_user, Action.AID_READ, national):
        return forms.localised(national)
    own = queries.organisation_name(current_user.organisation_id) if current_user.organisation_id else ""
    return {"funders": own}


def _form(aid: Aid | None, start: dict[str, Any]) -> forms.AidForm:
    return forms.AidForm(
        data=start | {"submission": once.new_key()},
        aid=aid,
        is_whole="publish" in request.form or bool(aid and aid.published_at),
        can_choose=not partner(current_user, None),
        within=set(current_user.scope_departements) if referent(current_user, None) else None,
    )


def _form_page(form: forms.AidForm, aid: Aid | None) -> str:
    return render_template("funding/edit.html", form=form, aid=aid)


def _kept(aid: Aid, form: forms.AidForm) -> ResponseReturnValue:
    said = "Les changements sont enregistrés." if aid.published_at else "Le brouillon est enregistré."
    if "publish" in request.form:
        operations.publish(aid, by=current_user)
        said = "L’aide est publiée."
    flash(said, "success")
    address = url_for(".show", id=aid.id, slug=aid.slug)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.get("/mes-brouillons")
@guard(Action.AID_CREATE)
def drafts() -> ResponseReturnValue:
    known = {"drafts": queries.drafts_of(current_user), "dead": linking.dead_for(current_user)}
    return render_template("funding/drafts.html", **known)
