"""The lists of topics."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard, me
from club.forum import following, listing, reading, tags
from club.forum.views import bp
from club.policy import Action
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind


@bp.get("/")
@guard(Action.TOPIC_LIST)
def index() -> ResponseReturnValue:
    return _list(None)


@bp.get("/themes/<slug>")
@guard(Action.TOPIC_LIST)
def category(slug: str) -> ResponseReturnValue:
    theme = vocabulary.term(TermKind.THEME, slug)
    return _list(theme) if theme else abort(404)


def _list(theme: object) -> str:
    tab = request.args.get("onglet", "recents")
    tab = tab if tab in listing.TABS else "recents"
    after = request.args.get("apres")
    theme_id, reader = getattr(theme, "id", None), me()
    known = tags.filters() if theme is None else []
    chosen = _chosen(known)
    is_first = tab == "recents" and not after and not chosen
    return render_template(
        "forum/index.html",
        page=listing.topics(reader, tab=tab, theme_id=theme_id, after=after, only=tags.having(chosen)),
        pinned=listing.pinned(reader, theme_id) if is_first else [],
        categories=listing.categories(reader),
        tab=tab,
        tabs_of=listing.TABS,
        filters=known,
        chosen=chosen,
        watches=following.levels_of(reader.member_id, chosen) if chosen else [],
        theme=theme,
        level=following.watch_level(reader.member_id, TermKind.THEME, str(theme_id)) if theme_id else None,
    )


def _chosen(known: Sequence[tags.Filter]) -> list[tags.Filter]:
    """The tag and the place that the address asks for; what does not exist is 404."""
    by_key = {one.key: one for one in known}
    asked = [request.args.get("territoire", "")]
    asked += [f"tag-{request.args['etiquette']}"] if request.args.get("etiquette") else []
    return [by_key.get(key) or abort(404) for key in asked if key and known]


@bp.post("/tout-lu")
@guard(Action.TOPIC_LIST)
def mark_all_read() -> ResponseReturnValue:
    reading.mark_all_read(current_user)
    flash("Tous les sujets sont marqués comme lus.", "success")
    return redirect(url_for(".index"))
