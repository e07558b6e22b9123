"""From a thread of the forum to the draft of an experience."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired, ValidationError

from club import once, text
from club.access import Refused, guard, me
from club.experiences import gleaning
from club.experiences.views import bp
from club.forum import queries as forum
from club.forum.audience import Audience
from club.forum.models import Topic
from club.members.forms import Checkboxes, CommunesField
from club.policy import Action
from club.territories import choosing

EXTRACT = 220


class GleanForm(FlaskForm):
    """Which passages, for which commune, and whether their authors are asked to write together."""

    posts = Checkboxes("Les passages à reprendre", [DataRequired("Cochez au moins un passage.")], coerce=int)
    commune_code = CommunesField("Commune", [DataRequired("Indiquez la commune.")])
    invites = BooleanField("Proposer à leurs auteurs d’écrire avec moi")
    submission = HiddenField()

    def validate_commune_code(self, field: CommunesField) -> None:
        if len(field.communes) != 1:
            raise ValidationError("Indiquez une seule commune : vous ajouterez les autres ensuite.")


@bp.route("/depuis/<int:id>", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_CONVERT, forum.topic)
def glean(topic: Topic) -> ResponseReturnValue:
    """A restricted topic stays between its readers: nothing of it becomes an experience."""
    if topic.audience != Audience.MEMBERS:
        raise Refused("Ce sujet n’est pas ouvert à tous : ses messages ne peuvent pas être repris ailleurs.")
    rows = gleaning.passages(topic.id, me())
    form = _form(topic, rows)
    if not form.validate_on_submit():
        return render_template("experiences/glean.html", form=form, topic=topic)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    chosen = [row for row in rows if row.id in form.posts.data]
    invites = bool(form.invites.data)
    made = gleaning.glean(topic, chosen, form.commune_code.communes[0], invites=invites, by=current_user)
    address = url_for(".edit", id=made.id, step=1)
    once.settle(form.submission.data, current_user.id, address)
    flash("Le brouillon reprend les passages cochés. Complétez-le étape par étape.", "success")
    return redirect(address)


def _form(topic: Topic, rows: Any) -> GleanForm:
    place = choosing.shown([topic.commune]) if topic.commune else ""
    form = GleanForm(data={"commune_code": place, "invites": True, "submission": once.new_key()})
    form.posts.choices = [
        (row.id, f"{row.first_name} {row.last_name} : {text.excerpt(text.plain(text.render(row.body)), EXTRACT)}")
        for row in rows
    ]
    return form
