"""The pages of experiences."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import guard
from club.experiences import forms, operations, queries
from club.experiences.models import Experience
from club.forum import queries as forum
from club.forum.forms import ReplyForm
from club.policy import Action, can
from club.territories import choosing
from club.territories import queries as territories
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

bp = Blueprint("experiences", __name__, url_prefix="/experiences")

A_DAY = "20 per day"


@bp.get("/")
@guard(Action.EXPERIENCE_LIST)
def index() -> ResponseReturnValue:
    asked = {name: request.args.get(name, "").strip()[:60] for name in ("departement", "region", "commune", "theme")}
    theme = int(asked["theme"]) if asked["theme"].isdecimal() and len(asked["theme"]) < 9 else None
    wanted = queries.Filter(theme, asked["departement"], asked["region"], asked["commune"])
    return render_template(
        "experiences/index.html",
        page=queries.gallery(wanted, after=request.args.get("apres")),
        wanted=wanted,
        themes=vocabulary.choices(TermKind.THEME),
        departements=territories.departements(),
        drafts=queries.drafts_of(current_user.id),
    )


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.EXPERIENCE_READ, queries.experience)
def show(experience: Experience, slug: str = "") -> ResponseReturnValue:
    if slug != experience.slug:
        return redirect(url_for(".show", id=experience.id, slug=experience.slug, **request.args), 301)
    topic = experience.topic
    number = _page(topic) if topic else 1
    return render_template(
        "experiences/show.html",
        experience=experience,
        topic=topic,
        posts=forum.posts(topic.id, number) if topic else [],
        number=number,
        last=forum.last_page(topic) if topic else 1,
        form=ReplyForm(submission=once.new_key(), seen=topic.last_number) if topic else None,
    )


def _page(topic: object) -> int:
    asked = request.args.get("page", "")
    last = forum.last_page(topic)  # type: ignore[arg-type]
    return min(int(asked), last) if asked.isdecimal() and 0 < len(asked) < 9 and int(asked) else 1


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_CREATE)
def new() -> ResponseReturnValue:
    place = territories.communes_of([current_user.commune_code]) if current_user.commune_code else []
    form = forms.ExperienceForm(data={"commune": choosing.shown(place), "submission": once.new_key()})
    if form.validate_on_submit():
        if earlier := once.claim(form.submission.data, current_user.id):
            return redirect(earlier)
        if limits.hit("experience", current_user.id, A_DAY):
            return _kept(operations.create(form.written(), by=current_user), form)
        form.title.errors = ["Vous avez beaucoup publié aujourd’hui. Gardez votre texte et revenez demain."]
    return render_template("experiences/edit.html", form=form, experience=None)


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def edit(experience: Experience) -> ResponseReturnValue:
    form = forms.ExperienceForm(data=forms.filled(experience))
    if form.validate_on_submit():
        operations.edit(experience, form.written(), version=form.stale_from, by=current_user)
        return _kept(experience, form)
    return render_template("experiences/edit.html", form=form, experience=experience)


def _kept(experience: Experience, form: forms.ExperienceForm) -> ResponseReturnValue:
    """Draft or published, as the button said."""
    if "publish" in request.form:
        operations.publish(experience, theme_id=form.themes.data[0], by=current_user)
        flash("Votre expérience est publiée. Merci de la partager.", "success")
    else:
        flash("Les changements sont enregistrés." if experience.published_at else "Votre brouillon est enregistré.", "success")
    address = url_for(".show", id=experience.id, slug=experience.slug)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.post("/<int:id>/retirer")
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def withdraw(experience: Experience) -> ResponseReturnValue:
    operations.withdraw(experience, by=current_user)
    flash("L’expérience est redevenue un brouillon : seuls vous et l’équipe la voyez.", "success")
    address = url_for(".show", id=experience.id, slug=experience.slug)
    return redirect(address if can(current_user, Action.EXPERIENCE_READ, experience) else url_for(".index"))
