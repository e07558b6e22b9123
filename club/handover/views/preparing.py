"""The assistant: what one has in hand, and what becomes of each thing."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import french
from club.access import guard
from club.forms import whole
from club.handover import queries, things
from club.handover.models import Fate, Handover
from club.handover.things import Group, Key
from club.handover.views import bp
from club.policy import Action


@bp.get("/<int:id>")
@guard(Action.HANDOVER_READ, queries.handover)
def show(handover: Handover) -> ResponseReturnValue:
    if not handover.is_open:
        return render_template("handover/past.html", handover=handover, rows=things.past(handover, current_user))
    groups = things.groups(handover, current_user)
    return render_template("handover/show.html", handover=handover, groups=groups, words=things.WORDS)


@bp.post("/<int:id>/choix")
@guard(Action.HANDOVER_EDIT, queries.handover)
def choose(handover: Handover) -> ResponseReturnValue:
    """All that the page says is kept, whichever button is pressed; « tout » is of one group."""
    groups = things.groups(handover, current_user)
    wanted = _each(groups) | _together(groups)
    version = whole(request.form.get("version")) or 0
    numbers = things.choose(handover, groups, wanted, version=version, by=current_user)
    if request.headers.get("X-Fragment"):
        return jsonify(version=handover.version)
    flash(f"Vos choix sont enregistrés : {_said(numbers)}.", "success")
    return redirect(url_for(".show", id=handover.id, _anchor=_kind_of(groups)))


def _each(groups: list[Group]) -> dict[Key, str]:
    """The fates as they are ticked, one by one."""
    keys = [(group.kind, row.item.key) for group in groups for row in group.rows]
    ticked = {key: request.form.get(f"{key[0]}:{key[1]}") for key in keys}
    return {key: fate for key, fate in ticked.items() if fate}


def _together(groups: list[Group]) -> dict[Key, str]:
    """One fate for a whole group, where it may be chosen."""
    kind, _, fate = request.form.get("tout", "").partition(":")
    rows = next((group.rows for group in groups if group.kind == kind), ())
    return {(kind, row.item.key): fate for row in rows if fate in row.fates}


def _kind_of(groups: list[Group]) -> str | None:
    asked = (request.form.get("tout") or request.form.get("groupe") or "").partition(":")[0]
    return f"groupe-{asked}" if asked in {group.kind for group in groups} else None


def _said(numbers: dict[Fate, int]) -> str:
    done = {Fate.KEPT: "gardée", Fate.GIVEN: "transmise", Fate.LEFT: "laissée"}
    return french.listed([french.plural(numbers[fate], f"chose {done[fate]}", _many(done[fate])) for fate in Fate])


def _many(done: str) -> str:
    return f"choses {done}s"
