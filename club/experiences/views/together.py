"""Taking up, saying whether it was useful, writing together."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import SelectField, TextAreaField
from wtforms.validators import Length

from club.access import Refused, guard
from club.experiences import coauthors, lineage, queries, usefulness
from club.experiences.models import Experience
from club.experiences.states import ANSWERS, PROGRESS
from club.experiences.views import bp
from club.experiences.views.addresses import back_to
from club.members.forms import line
from club.policy import Action


class AdoptionForm(FlaskForm):
    """What a commune does with what another one did."""

    commune_code = SelectField("Votre commune")
    progress = SelectField("Où en êtes-vous ?")
    note = TextAreaField(
        "Une note",
        [Length(max=500, message="500 caractères au plus.")],
        description="Ce que vous reprenez, ce que vous adaptez. Elle s’affiche sur la page.",
    )
    own_id = SelectField("Votre propre récit", coerce=int, description="Si vous l’avez déjà raconté dans le club.")

    def __init__(self, *args: Any, communes: Any, write_ups: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune_code.choices = [(one.code, f"{one.name} ({one.departement_code})") for one in communes]
        self.progress.choices = list(PROGRESS)
        self.own_id.choices = [(0, "Pas encore"), *((one.id, one.title) for one in write_ups)]


@bp.route("/<int:id>/je-m-en-inspire", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_ADOPT, queries.experience)
def adopt(experience: Experience) -> ResponseReturnValue:
    served, told_by = queries.communes_served(current_user.id), {place.code for place in experience.places}
    communes = [one for one in served if one.code not in told_by]
    if served and not communes:
        raise Refused(lineage.OWN)
    if not communes and request.method == "POST":
        raise Refused("Indiquez d’abord votre commune dans votre profil : c’est elle qui s’inspire d’une autre.")
    if not communes:
        return render_template("experiences/adopt_nowhere.html", experience=experience)
    known = lineage.declared(experience, [one.code for one in communes])
    form = AdoptionForm(
        data=_start(known[0]) if known else {"commune_code": communes[0].code, "own_id": 0},
        communes=communes,
        write_ups=lineage.write_ups(current_user, experience),
    )
    if not form.validate_on_submit():
        return render_template("experiences/adopt.html", form=form, experience=experience, known=known)
    said = lineage.Intention(
        commune_code=form.commune_code.data,
        progress=form.progress.data,
        note=line(form.note.data),
        own_id=form.own_id.data or None,
    )
    lineage.adopt(experience, said, by=current_user)
    flash("C’est noté : votre commune rejoint la lignée de cette idée.", "success")
    return back_to(experience, "lignee")


def _start(known: Any) -> dict[str, Any]:
    names = ("commune_code", "progress", "note")
    return {name: getattr(known, name) for name in names} | {"own_id": known.own_id or 0}


@bp.post("/<int:id>/je-ne-m-en-inspire-plus")
@guard(Action.EXPERIENCE_ADOPT, queries.experience)
def give_up(experience: Experience) -> ResponseReturnValue:
    served = {one.code for one in queries.communes_served(current_user.id)}
    if (code := request.form.get("commune_code", "")) in served:
        lineage.give_up(experience, code)
        flash("Votre commune a quitté la lignée de cette idée.", "success")
    return back_to(experience)


@bp.post("/<int:id>/utile")
@guard(Action.EXPERIENCE_RATE, queries.experience)
def rate(experience: Experience) -> ResponseReturnValue:
    answer = request.form.get("answer", "")
    if answer not in dict(ANSWERS):
        raise Refused("Choisissez une réponse : oui, un peu ou non.")
    usefulness.rate(experience, answer, line(request.form.get("word", ""))[:500], by=current_user)
    flash("Merci. Votre avis est transmis aux auteurs.", "success")
    return back_to(experience, "utile")


@bp.route("/<int:id>/co-auteurs", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_INVITE, queries.experience)
def invite(experience: Experience) -> ResponseReturnValue:
    typed, error = request.form.get("name", ""), ""
    if request.method == "POST":
        try:
            coauthors.invite(experience, coauthors.named(typed), by=current_user)
            flash("L’invitation est partie. Cette personne doit accepter avant de pouvoir écrire.", "success")
            return redirect(url_for(".invite", id=experience.id))
        except Refused as why:
            error = str(why)
    return render_template("experiences/coauthors.html", experience=experience, typed=typed, error=error)


@bp.post("/<int:id>/co-auteurs/retirer")
@guard(Action.EXPERIENCE_INVITE, queries.experience)
def remove_coauthor(experience: Experience) -> ResponseReturnValue:
    number = request.form.get("member_id", "")
    if number.isdecimal() and len(number) < 10:
        coauthors.remove(experience, int(number))
    flash("Cette personne n’écrit plus avec vous.", "success")
    return redirect(url_for(".invite", id=experience.id))


@bp.post("/<int:id>/co-auteurs/repondre")
@guard(Action.EXPERIENCE_JOIN, queries.experience)
def join(experience: Experience) -> ResponseReturnValue:
    is_yes = request.form.get("answer") == "oui"
    coauthors.answer(experience, is_yes=is_yes, by=current_user)
    flash("Vous écrivez maintenant avec son auteur." if is_yes else "Vous avez décliné l’invitation.", "success")
    return redirect(url_for(".show", id=experience.id) if is_yes or experience.published_at else url_for(".index"))
