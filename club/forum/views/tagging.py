"""The words that members propose as tags: staff accept or refuse them."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import staff_forms, tags
from club.forum.views import bp
from club.policy import Action


@bp.get("/etiquettes-proposees", endpoint="proposed_tags")
@guard(Action.TAG_LIST)
def proposed() -> ResponseReturnValue:
    return render_template("forum/proposed_tags.html", page=tags.proposals(after=request.args.get("apres")))


@bp.post("/etiquettes-proposees/<int:id>")
@guard(Action.TAG_SETTLE, tags.proposal)
def settle_tag(one: tags.TagProposal) -> ResponseReturnValue:
    form = staff_forms.TagForm()
    if request.form.get("decision") == "refuse":
        tags.refuse(one, by=current_user)
        flash("La proposition n’est pas retenue.", "success")
    elif form.validate_on_submit():
        tags.accept(one, form.label.data, by=current_user)
        flash(f"« {form.label.data} » est une étiquette du forum, et son sujet la porte.", "success")
    else:
        flash("Une étiquette compte de 2 à 40 caractères.", "error")
    return redirect(url_for(".proposed_tags"))
