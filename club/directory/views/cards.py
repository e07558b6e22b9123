"""The pages of communes."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard
from club.communes import projects, twins
from club.directory import project_links, queries
from club.directory.asking import asked_for
from club.directory.views import bp
from club.experiences import lineage
from club.forum import following, listing
from club.funding import matching, proofs
from club.handover import queries as handovers
from club.helping import queries as helping
from club.policy import Action
from club.territories import queries as territories
from club.territories.models import Commune

TWINS_SHOWN = 4


@bp.get("/communes/")
@guard(Action.COMMUNE_LIST)
def communes() -> ResponseReturnValue:
    """Communes by name, former name, postcode or INSEE code; those of the programme unless all are asked for."""
    asked = {name: asked_for(name) for name in ("q", "region", "departement", "toutes")}
    page = territories.search(
        asked["q"],
        region=asked["region"] or None,
        departement=asked["departement"] or None,
        programme_only=not asked["toutes"],
        after=request.args.get("apres"),
    )
    return render_template(
        "directory/communes.html", page=page, asked=asked, regions=territories.regions(),
        departements=territories.departements(), former_name=territories.former_name_found,
    )  # fmt: skip


@bp.get("/communes/<commune:code>")
@guard(Action.COMMUNE_READ, territories.commune)
def commune(commune: Commune) -> ResponseReturnValue:
    if request.path != url_for(".commune", code=commune.path):
        return redirect(url_for(".commune", code=commune.path), 301)
    return render_template(
        "directory/commune.html",
        commune=commune,
        owned=projects.owned(commune),
        told=projects.told(commune),
        linked=project_links.of(commune.code),
        team=queries.team(commune.code),
        vacancy=handovers.vacancy(commune),
        experiences=queries.experiences_of_commune(commune.code),
        taken_up=lineage.taken_up_by(commune.code),
        followed=lineage.taken_up_from(commune.code),
        resources=queries.resources_for(commune),
        aids=matching.closing_first(commune.code),
        spoken_of=proofs.spoken_of_in(commune.code),
        topics=listing.of_commune(commune.code, current_user),
        alike=twins.of(commune.code, TWINS_SHOWN),
        offers=helping.of_commune(commune.code),
        neighbours=territories.nearest_in_programme(commune),
        level=following.watch_level(current_user.id, "commune", commune.code),
    )
