"""Publishing and withdrawing a resource."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.library import operations, queries
from club.library.models import Resource
from club.library.views import bp
from club.policy import Action, can


@bp.post("/<int:id>/publier")
@guard(Action.RESOURCE_EDIT, queries.resource)
def publish(resource: Resource) -> ResponseReturnValue:
    operations.publish(resource, by=current_user)
    flash("La ressource est publiée.", "success")
    return redirect(url_for(".show", id=resource.id, slug=resource.slug))


@bp.post("/<int:id>/retirer")
@guard(Action.RESOURCE_EDIT, queries.resource)
def withdraw(resource: Resource) -> ResponseReturnValue:
    operations.withdraw(resource, by=current_user)
    flash("La ressource est redevenue un brouillon.", "success")
    can_read = can(current_user, Action.RESOURCE_READ, resource)
    return redirect(url_for(".show", id=resource.id, slug=resource.slug) if can_read else url_for(".index"))
