"""The pages of experiences."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits, once
from club.access import guard, me
from club.experiences import forms, operations, queries
from club.experiences.models import Experience
from club.forum import queries as forum
from club.forum import thread
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
    places = territories.departements()
    return render_template(
        "experiences/index.html",
        page=queries.gallery(wanted, after=request.args.get("apres")),
        wanted=wanted,
        themes=vocabulary.choices(TermKind.THEME),
        places=places,
        regions=sorted({(one.region_code, one.region.name) for one in places}, key=lambda one: one[1]),
        drafts=queries.drafts_of(current_user.id),
    )


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.EXPERIENCE_READ, queries.experience)
def show(experience: Experience, slug: str = "") -> ResponseReturnValue:
    if slug != experience.slug:
        page = request.args.get("page")
        return redirect(url_for(".show", id=experience.id, slug=experience.slug, page=page), 301)
    topic = experience.topic
    number = _page(topic) if topic else 1
    return render_template(
        "experiences/show.html",
        experience=experience,
        topic=topic,
        lines=thread.lines(forum.posts(topic.id, number, current_user.id), topic, me()) if topic else [],
        number=number,
        last=forum.last_page(topic) if topic else 1,
        state=forum.state_for(topic.id, current_user.id) if topic else None,
        parts=forms.SHOWN,
        form=ReplyForm(submission=once.new_key(), seen=topic.last_number) if topic else None,
    )


def _page(topic: object) -> int:
    asked = request.args.get("page", "")
    last = forum.last_page(topic)  # type: ignore[arg-type]
    return min(int(asked), last) if asked.isdecimal() and 0 < len(asked) < 9 and int(asked) else 1


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_CREATE)
def new() -> ResponseReturnValue:
    form = _form(None)
    if _is_only_shown(form) or not form.validate_on_submit():
        return _form_page(form, None)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("experience", current_user.id, A_DAY):
        form.title.errors = ["Vous avez beaucoup publié aujourd’hui. Gardez votre texte et revenez demain."]
        return _form_page(form, None)
    return _kept(operations.create(form.written(), by=current_user), form)


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def edit(experience: Experience) -> ResponseReturnValue:
    form = _form(experience)
    if _is_only_shown(form) or not form.validate_on_submit():
        return _form_page(form, experience)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    operations.edit(experience, form.written(), version=form.stale_from, by=current_user)
    return _kept(experience, form)


def _form(experience: Experience | None) -> forms.ExperienceForm:
    """The form of this person: who serves communes chooses among them, the others type one."""
    served = [] if current_user.is_staff else queries.communes_served(current_user.id)
    start = forms.filled(experience) if experience else {}
    place = experience.commune if experience else (served[0] if served else None)
    whole = "publish" in request.form or bool(experience and experience.published_at)
    start |= {"submission": once.new_key()}
    if not served:
        return forms.ExperienceForm(
            data=start | {"commune_code": choosing.shown([place]) if place else ""}, is_whole=whole
        )
    offered = served if place in served or place is None else [*served, place]
    code = place.code if place else None
    return forms.MemberExperienceForm(data=start | {"commune_code": code}, is_whole=whole, communes=offered)


def _is_only_shown(form: forms.ExperienceForm) -> bool:
    """« Ajouter une ligne » and « Aperçu » show the form again and keep nothing."""
    if "add_row" in request.form:
        form.add_row()
        return True
    return "preview" in request.form and form.validate()


def _form_page(form: forms.ExperienceForm, experience: Experience | None) -> str:
    is_preview = "preview" in request.form and not form.errors
    return render_template(
        "experiences/edit.html",
        form=form,
        experience=experience,
        preview=form.preview() if is_preview else None,
        parts=forms.SHOWN,
    )


def _kept(experience: Experience, form: forms.ExperienceForm) -> ResponseReturnValue:
    """Draft or published, as the button said."""
    was_public = experience.published_at is not None
    if "publish" in request.form and not was_public:
        operations.publish(experience, theme_id=form.themes.data[0], by=current_user)
        flash("Votre expérience est publiée. Merci de la partager.", "success")
    else:
        said = "Les changements sont enregistrés." if was_public else "Votre brouillon est enregistré."
        flash(said, "success")
    address = url_for(".show", id=experience.id, slug=experience.slug)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.post("/<int:id>/retirer")
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def withdraw(experience: Experience) -> ResponseReturnValue:
    operations.withdraw(experience, by=current_user)
    flash("L’expérience est redevenue un brouillon : seuls son auteur et l’équipe la voient.", "success")
    address = url_for(".show", id=experience.id, slug=experience.slug)
    return redirect(address if can(current_user, Action.EXPERIENCE_READ, experience) else url_for(".index"))
