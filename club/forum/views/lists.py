"""The lists of topics."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.forum import following, queries, reading
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
    tab = tab if tab in queries.TABS else "recents"
    after = request.args.get("apres")
    theme_id = getattr(theme, "id", None)
    is_first = tab == "recents" and not after
    return render_template(
        "forum/index.html",
        page=queries.topics(current_user, tab=tab, theme_id=theme_id, after=after),
        pinned=queries.pinned(current_user, theme_id) if is_first else [],
        categories=queries.categories(current_user),
        tab=tab,
        tabs_of=queries.TABS,
        theme=theme,
        level=following.watch_level(current_user.id, TermKind.THEME, str(theme_id)) if theme_id else None,
    )


@bp.post("/tout-lu")
@guard(Action.TOPIC_LIST)
def mark_all_read() -> ResponseReturnValue:
    reading.mark_all_read(current_user)
    flash("Tous les sujets sont marqués comme lus.", "success")
    return redirect(url_for(".index"))
