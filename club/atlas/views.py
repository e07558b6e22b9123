"""The pages of the map and of the territories."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from club.access import guard, me
from club.atlas import figures, maps, queries, silence, territory
from club.atlas.territory import Territory
from club.forum import following
from club.policy import Action
from club.territories import queries as territories
from club.territories.outlines import outlines

bp = Blueprint("atlas", __name__)


@bp.get("/carte/")
@guard(Action.COMMUNE_LIST)
def france() -> ResponseReturnValue:
    """The map of the départements by one figure, and its table by name, code or figure."""
    asked = request.args.get("figure", "")
    name = asked if asked in figures.FIGURES else "communes"
    sort = request.args.get("tri", "")
    counts = figures.by_departement(me())
    table = maps.lines(name, counts, territories.departements())
    return render_template(
        "atlas/france.html",
        name=name,
        figures=figures.FIGURES,
        picture=maps.of_france(name, counts, queries.points(), table),
        keys=maps.ranks(name, counts).keys,
        table=maps.ordered(table, sort),
        undrawn=[line for line in table if not line.is_drawn],
        sort=sort,
        map=outlines(),
    )


@bp.get("/departements/<place:code>")
@guard(Action.COMMUNE_READ, territory.departement)
def departement(place: Territory) -> ResponseReturnValue:
    return _page(place)


@bp.get("/regions/<place:code>")
@guard(Action.COMMUNE_READ, territory.region)
def region(place: Territory) -> ResponseReturnValue:
    return _page(place)


@bp.get("/epci/<place:code>")
@guard(Action.COMMUNE_READ, territory.epci)
def epci(place: Territory) -> ResponseReturnValue:
    return _page(place)


def _page(place: Territory) -> ResponseReturnValue:
    if request.path != address(place):
        return _moved(address(place))
    reader = me()
    is_region = place.kind == territory.REGION
    communes = queries.communes(place)
    draw = maps.of_region if is_region else maps.of_territory
    return render_template(
        "atlas/territory.html",
        place=place,
        summary=figures.summary(place, reader),
        days=figures.DAYS,
        communes=communes,
        picture=draw(place, communes),
        keys=maps.keys(communes) if is_region else [],
        groups=queries.groups(place) if place.kind == territory.DEPARTEMENT else [],
        table=maps.lines("communes", figures.by_departement(reader), place.departements) if is_region else [],
        figures=figures.FIGURES,
        people=queries.people(place),
        experiences=queries.experiences(place),
        topics=queries.topics(place, reader),
        partners=queries.partners(place),
        resources=queries.resources(place),
        aids=queries.aids(place),
        level=following.watch_level(reader.member_id, place.kind, place.code) if place.is_followed else None,
        map=outlines(),
    )


def _moved(to: str) -> ResponseReturnValue:
    """The same page under its right name, asked the same."""
    asked = request.query_string.decode("ascii", "ignore")
    return redirect(f"{to}?{asked}" if asked else to, 301)


def address(place: Territory, endpoint: str = "") -> str:
    """The page of a territory, or another page of it."""
    return url_for(f"atlas.{endpoint or place.kind}", code=place.path)


@bp.get("/departements/<place:code>/communes-silencieuses", endpoint="silent_departement")
@guard(Action.COMMUNE_SILENT, territory.departement)
def _silent_departement(place: Territory) -> ResponseReturnValue:
    return _silent(place)


@bp.get("/regions/<place:code>/communes-silencieuses", endpoint="silent_region")
@guard(Action.COMMUNE_SILENT, territory.region)
def _silent_region(place: Territory) -> ResponseReturnValue:
    return _silent(place)


@bp.get("/epci/<place:code>/communes-silencieuses", endpoint="silent_epci")
@guard(Action.COMMUNE_SILENT, territory.epci)
def _silent_epci(place: Territory) -> ResponseReturnValue:
    return _silent(place)


def _silent(place: Territory) -> ResponseReturnValue:
    here = address(place, f"silent_{place.kind}")
    if request.path != here:
        return _moved(here)
    asked = request.args.get("motif", "")
    return render_template(
        "atlas/silent.html",
        place=place,
        reasons=silence.REASONS,
        days=silence.QUIET_DAYS,
        counts=silence.counts(place),
        asked=asked if asked in {one.word for one in silence.REASONS} else "",
        page=silence.silent(place, asked, after=request.args.get("apres")),
    )
