"""The gallery, its exports and the feed of each member."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import limits
from club.access import Me, Refused, guard, me, open_to_all
from club.communes import twins
from club.experiences import exports, gallery, queries
from club.experiences.bands import COST
from club.experiences.states import STAGES
from club.experiences.views import bp
from club.extensions import db
from club.members import feeds as personal
from club.members.models import Member
from club.policy import Action, can
from club.territories import queries as territories
from club.territories.bands import POPULATION
from club.territories.models import Commune, Epci
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

Reader = Member | Me
AN_HOUR = "30 per hour"


def _wanted(reader: Reader, here: Commune | None = None) -> gallery.Filter:
    """What the address asks for; without `here`, the newest first."""
    theme, sort = _asked("theme"), _asked("tri")
    return gallery.Filter(
        theme_id=int(theme) if theme.isdecimal() and len(theme) < 9 else None,
        departement=_asked("departement"), region=_asked("region"), commune=_asked("commune"), size=_asked("taille"),
        epci=_asked("epci")[:9],
        stage=_asked("stade"), cost=_asked("cout"), funder=_asked("financeur"), has_ort=_asked("ort") == "1",
        like=(reader.commune_code or "") if _asked("jumelles") == "1" else "",
        sort=sort if sort in gallery.SORTS else ("proches" if here else "recentes"),
    )  # fmt: skip


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()[:60]


@bp.get("/")
@guard(Action.EXPERIENCE_LIST)
def index() -> ResponseReturnValue:
    reader = me()
    here = db.session.get(Commune, reader.commune_code) if reader.commune_code else None
    wanted, places = _wanted(reader, here), territories.departements()
    page = gallery.page(wanted, here, after=request.args.get("apres"))
    alike = twins.why(here.code) if here and (wanted.sort == "proches" or wanted.like) else {}
    is_told = wanted.sort == "proches" or wanted.like
    return render_template(
        "experiences/index.html",
        page=page,
        near={row.id: gallery.nearness(row, here, alike) for row in page.items} if is_told else {},
        here=here,
        group=db.session.get(Epci, wanted.epci) if wanted.epci else None,
        wanted=wanted,
        asked=_filters(),
        themes=vocabulary.choices(TermKind.THEME),
        places=places,
        regions=sorted({(one.region_code, one.region.name) for one in places}, key=lambda one: one[1]),
        sizes=POPULATION, costs=COST, stages=STAGES,
        sorts=[one for one in gallery.SORTS.items() if here or one[0] != "proches"],
        drafts=queries.drafts_of(reader.member_id),
    )  # fmt: skip


def _filters() -> dict[str, Any]:
    """The filters of this address, for the addresses of the exports."""
    names = (
        "theme",
        "departement",
        "region",
        "commune",
        "epci",
        "taille",
        "stade",
        "cout",
        "financeur",
        "ort",
        "jumelles",
    )
    return {name: _asked(name) for name in names if _asked(name)}


@bp.get("/export.csv")
@guard(Action.EXPERIENCE_LIST)
def export_csv() -> ResponseReturnValue:
    return _download(exports.as_csv(_exported()), "text/csv; charset=utf-8", "experiences.csv")


@bp.get("/export.json")
@guard(Action.EXPERIENCE_LIST)
def export_json() -> ResponseReturnValue:
    return {"experiences": [exports.plain(row) for row in _exported()]}


def _exported() -> Any:
    if not limits.hit("export-experiences", me().member_id, AN_HOUR):
        raise Refused("Vous avez beaucoup exporté depuis une heure. Revenez un peu plus tard.")
    return gallery.exported(_wanted(me()))


def _download(content: str, mime: str, name: str) -> Response:
    return Response(content, content_type=mime, headers={"Content-Disposition": f"attachment; filename={name}"})


@bp.get("/mon-fil")
@guard(Action.EXPERIENCE_LIST)
def feeds() -> ResponseReturnValue:
    """The address of one's own feed: feed readers cannot sign in, so the address itself is the key."""
    token = personal.token_of(me().member_id)
    own = url_for(".feed", token=token, _external=True, **_filters()) if token else ""
    library = url_for("library.feed", token=token, _external=True) if token else ""
    return render_template("experiences/feeds.html", address=own, library=library)


@bp.post("/mon-fil")
@guard(Action.EXPERIENCE_LIST)
def renew_feed() -> ResponseReturnValue:
    if request.form.get("stop"):
        personal.revoke_token(current_user.id)
        flash("Votre fil est arrêté : son adresse ne répond plus.", "success")
    else:
        personal.renew_token(current_user.id)
        flash("Votre fil a une adresse neuve. L’ancienne ne répond plus.", "success")
    return redirect(url_for(".feeds"))


@bp.get("/fil/<token>.atom")
@open_to_all
def feed(token: str) -> ResponseReturnValue:
    reader = personal.reader_of(token)
    if reader is None or not can(reader, Action.EXPERIENCE_LIST):
        abort(404)
    rows = gallery.exported(_wanted(reader), most=exports.IN_FEED)
    content = exports.as_atom(rows, title="Expériences du club", own=request.base_url)
    return Response(content, content_type="application/atom+xml; charset=utf-8")
