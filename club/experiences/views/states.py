"""The gestures that lead an experience from one state to another."""

from flask import flash, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.experiences import operations, queries
from club.experiences.models import Experience
from club.experiences.views import bp
from club.experiences.views.addresses import back_to
from club.members.forms import line
from club.policy import Action


@bp.post("/<int:id>/publier")
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def publish(experience: Experience) -> ResponseReturnValue:
    operations.publish(experience, by=current_user)
    flash("Votre expérience est publiée. Merci de la partager.", "success")
    return back_to(experience)


@bp.post("/<int:id>/faire-relire")
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def submit(experience: Experience) -> ResponseReturnValue:
    operations.submit(experience, by=current_user)
    flash("L’équipe de votre territoire est prévenue : elle relit, puis publie ou vous la rend.", "success")
    return back_to(experience)


@bp.post("/<int:id>/rendre")
@guard(Action.EXPERIENCE_GIVE_BACK, queries.experience)
def give_back(experience: Experience) -> ResponseReturnValue:
    operations.give_back(experience, word=line(request.form.get("word", ""))[:500], by=current_user)
    flash("L’expérience est rendue à son auteur.", "success")
    return back_to(experience)


@bp.post("/<int:id>/a-mettre-a-jour")
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def flag(experience: Experience) -> ResponseReturnValue:
    operations.flag(experience, by=current_user)
    flash("La page dit maintenant que cette expérience est à mettre à jour.", "success")
    return back_to(experience)


@bp.post("/<int:id>/toujours-valable")
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def confirm(experience: Experience) -> ResponseReturnValue:
    operations.confirm(experience, by=current_user)
    flash("Merci. La page dit maintenant que l’expérience est vérifiée d’aujourd’hui.", "success")
    return back_to(experience)


@bp.post("/<int:id>/archiver")
@guard(Action.EXPERIENCE_RETIRE, queries.experience)
def archive(experience: Experience) -> ResponseReturnValue:
    operations.archive(experience, by=current_user)
    flash("L’expérience est archivée : elle quitte la galerie, ses liens restent valables.", "success")
    return back_to(experience)


@bp.post("/<int:id>/retirer")
@guard(Action.EXPERIENCE_RETIRE, queries.experience)
def withdraw(experience: Experience) -> ResponseReturnValue:
    operations.withdraw(experience, by=current_user)
    flash("L’expérience est redevenue un brouillon : seuls ses auteurs et l’équipe la voient.", "success")
    return back_to(experience)
