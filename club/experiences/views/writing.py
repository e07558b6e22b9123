"""Writing an experience, one step after the other."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import FileStorage

from club import limits, once, uploads
from club.access import Refused, guard
from club.drafts import queries as drafts
from club.drafts.operations import drop
from club.experiences import forms, operations, queries, steps
from club.experiences.models import Experience
from club.experiences.views import bp
from club.experiences.views.addresses import page_of
from club.members.forms import line
from club.policy import Action

A_DAY = "20 per day"
TOO_MANY = "Vous avez beaucoup publié aujourd’hui. Gardez votre texte et revenez demain."
NEW_FILES = 3  # documents or pictures sent at a time


@bp.route("/nouvelle", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_CREATE)
def new() -> ResponseReturnValue:
    if request.method == "GET":
        return _begun_page(None, 1)
    form = steps.form(1, None)
    if not form.validate_on_submit():
        return _form_page(form, None, 1)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    if not limits.hit("experience", current_user.id, A_DAY):
        form.title.errors = [TOO_MANY]
        return _form_page(form, None, 1)
    experience = operations.create(form.written(), by=current_user)
    drop(current_user.id, steps.draft_of(1, None))
    address = _next(experience, 1)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


@bp.route("/<int:id>/modifier", methods=["GET", "POST"])
@bp.route("/<int:id>/modifier/<int:step>", methods=["GET", "POST"])
@guard(Action.EXPERIENCE_EDIT, queries.experience)
def edit(experience: Experience, step: int = 1) -> ResponseReturnValue:
    if not 1 <= step <= len(steps.STEPS):
        abort(404)
    if request.method == "GET":
        return _begun_page(experience, step)
    form = steps.form(step, experience)
    if not form.validate_on_submit():
        return _form_page(form, experience, step)
    if earlier := once.claim(form.submission.data, current_user.id):
        return redirect(earlier)
    operations.edit(experience, form.written(), version=form.stale_from, by=current_user)
    drop(current_user.id, steps.draft_of(step, experience))
    refused = _take_files(experience) if step == len(steps.STEPS) else []
    for sentence in refused:
        flash(sentence, "error")
    address = url_for(".edit", id=experience.id, step=step) if refused else _next(experience, step)
    once.settle(form.submission.data, current_user.id, address)
    return redirect(address)


def _next(experience: Experience, step: int) -> str:
    """Where the button leads: on, back, or to the page as it stands."""
    go = request.form.get("go", "")
    if go == "back" and step > 1:
        flash("L’étape est enregistrée.", "success")
        return url_for(".edit", id=experience.id, step=step - 1)
    if go == "stop" or step == len(steps.STEPS):
        flash("Vos changements sont enregistrés.", "success")
        return page_of(experience)
    flash("L’étape est enregistrée.", "success")
    return url_for(".edit", id=experience.id, step=step + 1)


def _begun_page(experience: Experience | None, step: int) -> str:
    """A step as it is kept, or as its author left it without keeping it."""
    begun = drafts.typed(current_user.id, steps.draft_of(step, experience))
    is_stale = bool(begun and experience and begun.get("version") != str(experience.version))
    form = steps.form(step, experience, begun)
    return _form_page(form, experience, step, has_draft=begun is not None, is_stale=is_stale)


def _form_page(form: forms.StepForm, experience: Experience | None, step: int, **begun: bool) -> str:
    form.lengthen()
    return render_template(
        f"experiences/step_{step}.html",
        form=form,
        experience=experience,
        step=step,
        steps=[one.title for one in steps.STEPS],
        new_files=range(1, NEW_FILES + 1),
        draft=steps.draft_of(step, experience),
        **({"has_draft": False, "is_stale": False} | begun),
    )


def _take_files(experience: Experience) -> list[str]:
    """Keep the files that were sent and what was said of the others; a sentence for each that is refused."""
    removed = [int(value) for value in request.form.getlist("remove") if value.isdecimal() and len(value) < 10]
    words = {file.id: (_said(f"title-{file.id}"), _said(f"alt-{file.id}")) for file in experience.files}
    operations.arrange_files(experience, words, removed)
    sent = [(number, request.files.get(f"file-{number}")) for number in range(1, NEW_FILES + 1)]
    return [why for number, file in sent if file and file.filename and (why := _take(experience, file, number))]


def _said(name: str) -> str:
    return line(request.form.get(name, ""))


def _take(experience: Experience, file: FileStorage, number: int) -> str:
    try:
        operations.refuse_too_many(experience)
        stored = uploads.accept(file)
    except Refused as why:
        return f"« {(file.filename or '')[:80]} » : {why}"
    title = _said(f"new-title-{number}") or stored.name.rpartition(".")[0] or stored.name
    operations.add_file(experience, stored, title=title, alt=_said(f"new-alt-{number}"))
    return ""
