"""The lists of topics."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard, me
from club.forum import following, listing, reading, tags
from club.forum.views import bp
from club.policy import Action
from club.vocabulary.models import TermKind


@bp.get("/")
@guard(Action.TOPIC_LIST)
def index() -> ResponseReturnValue:
    return _list(None)


@bp.get("/themes/<slug>")
@guard(Action.TOPIC_LIST)
def category(slug: str) -> ResponseReturnValue:
    return _list(slug)


def _list(slug: str | None) -> str:
    tab = request.args.get("onglet", "recents")
    tab = tab if tab in listing.TABS else "recents"
    after, reader, known = request.args.get("apres"), me(), tags.filters(me().commune_code)
    categories, chosen = listing.categories(reader), _chosen(known)
    theme = next((one for one in categories if one.slug == slug), None) if slug else None
    if slug and theme is None:
        abort(404)
    theme_id = theme.id if theme else None
    is_first = tab == "recents" and not after and not chosen
    places = [one for one in chosen if one.kind != tags.TWINS]
    followed = [*places, tags.Filter(TermKind.THEME, str(theme.id), theme.label)] if theme else places
    figures = listing.figures(reader, theme_id=theme_id, chosen=chosen)
    return render_template(
        "forum/index.html",
        page=listing.topics(reader, tab=tab, theme_id=theme_id, after=after, chosen=chosen),
        pinned=listing.pinned(reader, theme_id) if is_first else [],
        counts=figures.counts,
        categories=categories,
        share=figures.share,
        tab=tab,
        tabs_of=listing.TABS,
        filters=known,
        chosen=chosen,
        watches=following.levels_of(reader.member_id, followed) if followed else [],
        theme=theme,
    )


def _chosen(known: Sequence[tags.Filter]) -> tuple[tags.Filter, ...]:
    """The tag and the place that the address asks for; what does not exist is 404."""
    by_key = {one.key: one for one in known}
    asked = [request.args.get("territoire", "")]
    asked += [f"tag-{request.args['etiquette']}"] if request.args.get("etiquette") else []
    return tuple(by_key.get(key) or abort(404) for key in asked if key)


@bp.post("/tout-lu")
@guard(Action.TOPIC_LIST)
def mark_all_read() -> ResponseReturnValue:
    reading.mark_all_read(current_user)
    flash("Tous les sujets sont marqués comme lus.", "success")
    return redirect(url_for(".index"))
