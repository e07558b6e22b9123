"""Publishing, withdrawing and verifying a funding sheet."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.funding import operations, queries
from club.funding.models import Aid
from club.funding.views import bp
from club.policy import Action


def _back(aid: Aid, said: str) -> ResponseReturnValue:
    flash(said, "success")
    return redirect(url_for(".show", id=aid.id, slug=aid.slug))


@bp.post("/<int:id>/publier")
@guard(Action.AID_EDIT, queries.aid)
def publish(aid: Aid) -> ResponseReturnValue:
    operations.publish(aid, by=current_user)
    return _back(aid, "L’aide est publiée.")


@bp.post("/<int:id>/retirer")
@guard(Action.AID_EDIT, queries.aid)
def withdraw(aid: Aid) -> ResponseReturnValue:
    operations.withdraw(aid, by=current_user)
    return _back(aid, "L’aide est redevenue un brouillon.")


@bp.post("/<int:id>/verifier")
@guard(Action.AID_EDIT, queries.aid)
def verify(aid: Aid) -> ResponseReturnValue:
    operations.verify(aid, by=current_user)
    return _back(aid, "La fiche est marquée vérifiée aujourd’hui.")
