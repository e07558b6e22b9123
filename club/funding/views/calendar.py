"""The dates to come: a page for one's commune, and a calendar that a diary reads by its secret address."""

from flask import Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from club.access import guard, me, open_to_all
from club.funding import calendar
from club.funding.views import bp
from club.members import feeds
from club.policy import Action, can


@bp.get("/calendrier")
@guard(Action.AID_LIST)
def dates() -> ResponseReturnValue:
    """For one's own commune, and one's themes if asked."""
    reader, is_mine = me(), request.args.get("themes") == "miens"
    themes = calendar.themes_of(reader.member_id) if is_mine else []
    token = feeds.token_of(reader.member_id)
    more = {"themes": "miens"} if is_mine else {}
    return render_template(
        "funding/calendar.html",
        months=calendar.by_month(calendar.deadlines(reader.commune_code, themes)),
        is_mine=is_mine,
        address=url_for(".ical", token=token, _external=True, **more) if token else "",
    )


@bp.get("/calendrier/<token>.ics")
@open_to_all
def ical(token: str) -> ResponseReturnValue:
    """For a diary, which cannot sign in: the address itself is the key."""
    reader = feeds.reader_of(token)
    if reader is None or not can(reader, Action.AID_LIST):
        abort(404)
    themes = calendar.themes_of(reader.id) if request.args.get("themes") == "miens" else []
    content = calendar.as_ical(calendar.deadlines(reader.commune_code, themes), reader)
    headers = {"Content-Disposition": "inline; filename=aides.ics"}
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)
