"""The gestures that lead a resource from one state to another."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import DateField, StringField, TimeField
from wtforms.validators import DataRequired, Optional

from club import clock
from club.access import Refused, guard
from club.forum.citing import number_of
from club.library import publishing, queries
from club.library.models import Resource
from club.library.views import bp
from club.members.forms import line
from club.policy import Action, can


class ScheduleForm(FlaskForm):
    """When a resource is published by itself, Paris time."""

    day = DateField("Jour", [DataRequired("Choisissez un jour, comme 15/01/2027.")])
    hour = TimeField("Heure de Paris", [DataRequired("Choisissez une heure, comme 09:00.")])

    @property
    def at(self) -> datetime:
        """The moment that was chosen."""
        return datetime.combine(self.day.data, self.hour.data, clock.PARIS)


class ArchiveForm(FlaskForm):
    """What replaces a resource that is archived."""

    heir = StringField(
        "La ressource qui la remplace (facultatif)",
        [Optional()],
        description="Collez l’adresse de sa page : les lecteurs y seront envoyés.",
    )

    @property
    def replaced_by(self) -> Resource | None:
        """The resource that was named; raises Refused when there is none at this address."""
        typed = line(self.heir.data or "")
        number = number_of(typed, "resource")
        resource = queries.resource(number) if number else None
        if typed and (resource is None or not can(current_user, Action.RESOURCE_READ, resource)):
            raise Refused("Aucune ressource à cette adresse. Copiez celle de sa page.")
        return resource


def back_to(resource: Resource) -> ResponseReturnValue:
    """To its page, or to the library when it is out of sight now."""
    can_read = can(current_user, Action.RESOURCE_READ, resource)
    return redirect(url_for(".show", id=resource.id, slug=resource.slug) if can_read else url_for(".index"))


@bp.get("/a-relire")
@guard(Action.RESOURCE_QUEUE)
def queue() -> ResponseReturnValue:
    return render_template("library/queue.html", resources=queries.to_review(current_user))


@bp.post("/<int:id>/publier")
@guard(Action.RESOURCE_EDIT, queries.resource)
def publish(resource: Resource) -> ResponseReturnValue:
    publishing.publish(resource, by=current_user)
    flash("La ressource est publiée.", "success")
    return back_to(resource)


@bp.post("/<int:id>/faire-relire")
@guard(Action.RESOURCE_EDIT, queries.resource)
def submit(resource: Resource) -> ResponseReturnValue:
    publishing.submit(resource, by=current_user)
    flash("L’équipe du territoire est prévenue : elle relit, puis publie ou vous la rend.", "success")
    return back_to(resource)


@bp.post("/<int:id>/rendre")
@guard(Action.RESOURCE_REVIEW, queries.resource)
def give_back(resource: Resource) -> ResponseReturnValue:
    publishing.give_back(resource, word=line(request.form.get("word", ""))[:500], by=current_user)
    flash("La ressource est rendue à son organisation, avec votre mot.", "success")
    return back_to(resource)


@bp.route("/<int:id>/programmer", methods=["GET", "POST"])
@guard(Action.RESOURCE_EDIT, queries.resource)
def schedule(resource: Resource) -> ResponseReturnValue:
    at = resource.publish_at.astimezone(clock.PARIS) if resource.publish_at else None
    form = ScheduleForm(data={"day": at.date(), "hour": at.time()} if at else {})
    if form.validate_on_submit():
        try:
            publishing.schedule(resource, form.at, by=current_user)
            flash("La date est notée : la ressource sera publiée d’elle-même.", "success")
            return back_to(resource)
        except Refused as why:
            form.day.errors = [str(why)]
    return render_template("library/schedule.html", form=form, resource=resource)


@bp.post("/<int:id>/ne-plus-programmer")
@guard(Action.RESOURCE_EDIT, queries.resource)
def unschedule(resource: Resource) -> ResponseReturnValue:
    publishing.schedule(resource, None, by=current_user)
    flash("La publication n’est plus programmée.", "success")
    return back_to(resource)


@bp.post("/<int:id>/a-verifier")
@guard(Action.RESOURCE_EDIT, queries.resource)
def flag(resource: Resource) -> ResponseReturnValue:
    publishing.flag(resource, by=current_user)
    flash("La page dit maintenant que cette ressource est à vérifier.", "success")
    return back_to(resource)


@bp.route("/<int:id>/archiver", methods=["GET", "POST"])
@guard(Action.RESOURCE_EDIT, queries.resource)
def archive(resource: Resource) -> ResponseReturnValue:
    form = ArchiveForm()
    if form.validate_on_submit():
        try:
            publishing.archive(resource, replaced_by=form.replaced_by, by=current_user)
            flash("La ressource est archivée : elle quitte les listes, ses liens restent valables.", "success")
            return back_to(resource)
        except Refused as why:
            form.heir.errors = [str(why)]
    return render_template("library/archive.html", form=form, resource=resource)


@bp.post("/<int:id>/retirer")
@guard(Action.RESOURCE_EDIT, queries.resource)
def withdraw(resource: Resource) -> ResponseReturnValue:
    publishing.withdraw(resource, by=current_user)
    flash("La ressource est redevenue un brouillon.", "success")
    return back_to(resource)
