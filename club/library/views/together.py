"""An organisation that was named beside another answers: it keeps the resource too, or is named no more."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.library import queries, together
from club.library.models import Resource
from club.library.views import bp
from club.library.views.states import back_to
from club.policy import Action


@bp.post("/<int:id>/ensemble/accepter")
@guard(Action.RESOURCE_JOIN, queries.resource)
def join(resource: Resource) -> ResponseReturnValue:
    together.join(resource, by=current_user)
    flash("C’est accepté : les membres de votre organisation modifient cette ressource.", "success")
    return redirect(url_for(".show", id=resource.id, slug=resource.slug))


@bp.post("/<int:id>/ensemble/refuser")
@guard(Action.RESOURCE_JOIN, queries.resource)
def decline(resource: Resource) -> ResponseReturnValue:
    together.decline(resource, by=current_user)
    flash("C’est refusé : votre organisation n’est plus nommée dans cette ressource.", "success")
    return back_to(resource)
