"""The pages of what becomes of contributions: for their authors, their organisation and the staff."""

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from club import limits, sheets
from club.access import Refused, guard, me
from club.directory import queries as directory
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.library import queries as library
from club.library.models import Resource
from club.members.models import Organisation
from club.policy import Action
from club.reach import charts, notes, queries
from club.reach.months import quarter_named

bp = Blueprint("reach", __name__)
COLUMNS = ("mois", "code_departement", "departement", "titre",
           "consultations", "telechargements", "mises_de_cote", "citations")  # fmt: skip
AN_HOUR = "30 per hour"


@bp.get("/ressources/<int:id>/portee")
@guard(Action.RESOURCE_REACH, library.resource)
def resource(resource: Resource) -> ResponseReturnValue:
    reach = queries.of_thing("resource", resource.id)
    return render_template("reach/resource.html", resource=resource, reach=reach, bars=charts.bars(reach.months))


@bp.get("/ressources/<int:id>/portee.csv")
@guard(Action.RESOURCE_REACH, library.resource)
def resource_csv(resource: Resource) -> ResponseReturnValue:
    return _file(queries.table(queries.of("resource", resource.id)), f"portee-{resource.slug}.csv")


@bp.get("/experiences/<int:id>/portee")
@guard(Action.EXPERIENCE_REACH, experiences.experience)
def experience(experience: Experience) -> ResponseReturnValue:
    reach = queries.of_thing("experience", experience.id)
    return render_template("reach/experience.html", experience=experience, reach=reach, bars=charts.bars(reach.months))


@bp.get("/experiences/<int:id>/portee.csv")
@guard(Action.EXPERIENCE_REACH, experiences.experience)
def experience_csv(experience: Experience) -> ResponseReturnValue:
    return _file(queries.table(queries.of("experience", experience.id)), f"portee-{experience.slug}.csv")


@bp.get("/profil/portee")
@guard(Action.REACH_OWN)
def mine() -> ResponseReturnValue:
    """All that a member wrote."""
    which = queries.written_by(me().member_id)
    reach = queries.of_several(which)
    bars = charts.bars(reach.months)
    return render_template("reach/mine.html", reach=reach, bars=bars, things=queries.things(which))


@bp.get("/profil/portee.csv")
@guard(Action.REACH_OWN)
def mine_csv() -> ResponseReturnValue:
    return _file(queries.table(queries.written_by(me().member_id)), "portee-de-mes-contributions.csv")


@bp.get("/partenaires/<int:id>/portee")
@guard(Action.ORGANISATION_REACH, directory.partner)
def organisation(organisation: Organisation) -> ResponseReturnValue:
    which = queries.published_by(organisation.id)
    reach = queries.of_several(which)
    return render_template(
        "reach/organisation.html",
        organisation=organisation,
        reach=reach,
        bars=charts.bars(reach.months),
        things=queries.things(which),
        quarters=notes.last_quarters(),
    )


@bp.get("/partenaires/<int:id>/portee.csv")
@guard(Action.ORGANISATION_REACH, directory.partner)
def organisation_csv(organisation: Organisation) -> ResponseReturnValue:
    return _file(queries.table(queries.published_by(organisation.id)), f"portee-{organisation.slug}.csv")


@bp.get("/partenaires/<int:id>/portee/<quarter>")
@guard(Action.ORGANISATION_REACH, directory.partner)
def note(organisation: Organisation, quarter: str) -> ResponseReturnValue:
    """One page to print and to bring to a meeting."""
    asked = quarter_named(quarter)
    if asked is None:
        abort(404)
    return render_template("reach/note.html", organisation=organisation, note=notes.note(organisation.id, asked))


def _file(rows: Iterable[Iterable[Any]], name: str) -> ResponseReturnValue:
    if not limits.hit("export-reach", me().id, AN_HOUR):
        raise Refused("Vous avez beaucoup exporté depuis une heure. Revenez un peu plus tard.")
    return sheets.download(sheets.table(COLUMNS, rows), "text/csv; charset=utf-8", name)
