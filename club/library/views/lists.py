"""The list of resources, and one's drafts."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.access import guard, me
from club.extensions import db
from club.library import catalogue, counting, details, queries
from club.library.catalogue import SORTS
from club.library.searching import KIND
from club.library.states import LABELS
from club.library.views import bp, facets
from club.policy import Action
from club.territories import queries as territories
from club.territories.models import Commune
from club.vocabulary import unanswered


@bp.get("/")
@guard(Action.RESOURCE_LIST)
def index() -> ResponseReturnValue:
    reader = me()
    here = db.session.get(Commune, reader.commune_code) if reader.commune_code else None
    wanted, places = facets.wanted("pour-moi"), territories.departements()
    code = here.code if here else None
    found = counting.find(wanted, code, places, after=request.args.get("apres"))
    if wanted.words and not found.total:
        unanswered.told(wanted.words, KIND)
    return render_template(
        "library/index.html",
        page=catalogue.shown(found.page),
        otherwise=None if found.total else facets.otherwise(wanted, found, places, here),
        wanted=wanted,
        found=found,
        tags=facets.tags(found, places, here),
        asked=facets.used(),
        here=here,
        sorts=SORTS,
        on_card=details.on_card,
        places=places,
        regions=sorted({(one.region_code, one.region.name) for one in places}, key=lambda one: one[1]),
    )


@bp.get("/mes-brouillons")
@guard(Action.RESOURCE_CREATE)
def drafts() -> ResponseReturnValue:
    return render_template(
        "library/drafts.html", drafts=queries.unsettled_of(current_user.organisation_id), state_labels=LABELS
    )
