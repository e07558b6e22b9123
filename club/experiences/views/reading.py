"""The page of an experience and its files."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import once, related, storage, tally
from club.access import Part, guard, me
from club.experiences import lineage, operations, queries, usefulness
from club.experiences.models import Experience
from club.experiences.states import ANSWERS
from club.experiences.views import bp
from club.experiences.views.shown import SHOWN
from club.forum import attachments, thread
from club.forum import queries as forum
from club.forum.forms import ReplyForm
from club.forum.models import Topic
from club.paging import AnyRow
from club.policy import Action, can
from club.territories.bands import band_of


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.EXPERIENCE_READ, queries.experience)
def show(experience: Experience, slug: str = "") -> ResponseReturnValue:
    if slug != experience.slug:
        page = request.args.get("page")
        return redirect(url_for(".show", id=experience.id, slug=experience.slug, page=page), 301)
    if can(me(), Action.EXPERIENCE_COUNTED, experience):
        tally.note("view", "experience", experience.id, me())
    topic = experience.topic
    number = _page(topic) if topic else 1
    state = forum.state_for(topic.id, current_user.id) if topic else None
    return render_template(
        "experiences/show.html",
        experience=experience,
        missing=operations.missing(experience),
        band=band_of(experience.commune.population),
        topic=topic,
        lines=thread.lines(forum.posts(topic.id, number, current_user.id), topic, me()) if topic else [],
        number=number,
        last=forum.last_page(topic) if topic else 1,
        state=state,
        related=related.near("experience", experience.id),
        parts=SHOWN,
        branches=lineage.descent(experience.id),
        origins=lineage.origins(experience.id),
        opinion=usefulness.opinion(experience.id) if can(me(), Action.EXPERIENCE_EDIT, experience) else None,
        mine=usefulness.own(experience.id, current_user.id),
        answers=ANSWERS,
        form=_reply_form(topic, state) if topic and state else None,
    )


def _page(topic: Topic) -> int:
    asked = request.args.get("page", "")
    last = forum.last_page(topic)
    return min(int(asked), last) if asked.isdecimal() and 0 < len(asked) < 9 and int(asked) else 1


def _with_file(id: int) -> Part | None:
    experience = queries.of_file(id)
    return Part(experience, file=next(file for file in experience.files if file.id == id)) if experience else None


@bp.get("/fichiers/<int:id>")
@guard(Action.EXPERIENCE_READ, _with_file)
def download(found: Part) -> ResponseReturnValue:
    """The file itself; who may read the experience may have it."""
    answer = storage.serve(found.file.stored)
    if can(me(), Action.EXPERIENCE_COUNTED, found) and not found.file.is_picture:  # pictures come with the page
        tally.note_download(answer, "experience", found.id, me())
    return answer


def _reply_form(topic: Topic, state: AnyRow) -> ReplyForm:
    """The answer box, with what was begun there."""
    form = ReplyForm(submission=once.new_key(), seen=topic.last_number, body=state.draft)
    if state.has_files:
        form.attached = attachments.unpublished(current_user.id, f"reponse-{topic.id}")
    return form
