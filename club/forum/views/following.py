"""What one follows: the levels of topics, categories, tags and places, and the page that lists them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import following, queries, reading
from club.forum.models import Level, Topic
from club.forum.views import bp
from club.forum.views.addresses import home_of
from club.policy import Action
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind


@bp.get("/ce-que-je-suis", endpoint="following")
@guard(Action.TOPIC_LIST)
def own_follows() -> ResponseReturnValue:
    """All that a member chose to be told of, each with its level."""
    return render_template(
        "forum/following.html",
        page=following.topics(current_user, after=request.args.get("apres")),
        watched=following.watched(current_user.id) if "apres" not in request.args else [],
        places=following.places(),
    )


@bp.post("/sujets/<int:id>/suivre")
@guard(Action.TOPIC_FOLLOW, queries.topic)
def follow(topic: Topic) -> ResponseReturnValue:
    level = _typed_level()
    reading.choose_level(topic, current_user, level)
    flash(following.TOPIC_HELP[level], "success")
    return _back(home_of(topic))


@bp.post("/themes/<slug>/suivre")
@guard(Action.TOPIC_LIST)
def watch_category(slug: str) -> ResponseReturnValue:
    theme = vocabulary.term(TermKind.THEME, slug) or abort(404)
    return _watched(TermKind.THEME, str(theme.id), url_for(".category", slug=theme.slug))


@bp.post("/ce-que-je-suis", endpoint="watch")
@guard(Action.TOPIC_LIST)
def watch_place() -> ResponseReturnValue:
    """Follow a place, or change the level of anything of the page: `quoi` is its kind and its code."""
    kind, _, reference = request.form.get("quoi", "").partition("-")
    reference = following.reference_of(kind, reference)
    if following.label_of(kind, reference) is None:
        flash("Choisissez un territoire dans la liste.", "error")
        return redirect(url_for(".following"))
    is_commune = kind == "commune"  # its page has the control
    here = url_for("directory.commune", code=reference) if is_commune else url_for(".following")
    return _watched(kind, reference, here)


def _watched(kind: str, reference: str, here: str) -> ResponseReturnValue:
    level = _typed_level()
    reading.watch(kind, reference, current_user, level)
    flash(f"{following.label_of(kind, reference)}. {following.WATCH_HELP[level]}", "success")
    return _back(here)


def _typed_level() -> Level:
    level = following.level_of(request.form.get("niveau", str(Level.FOLLOW.value)))
    return abort(400) if level is None else level


def _back(here: str) -> ResponseReturnValue:
    return redirect(url_for(".following") if "liste" in request.form else here)
