"""A funding sheet, as members read it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import related
from club.access import guard
from club.funding import catalogue, figures, linking, proofs, queries, states
from club.funding.models import Aid
from club.funding.views import bp
from club.policy import Action
from club.weblinks import checking


@bp.get("/<int:id>")
@bp.get("/<int:id>-<slug>")
@guard(Action.AID_READ, queries.aid)
def show(aid: Aid, slug: str = "") -> ResponseReturnValue:
    if slug != aid.slug:
        return redirect(url_for(".show", id=aid.id, slug=aid.slug), 301)
    at = states.edges()
    return render_template(
        "funding/show.html",
        aid=aid,
        state=states.badge(aid, at),
        prefile=states.prefile(aid, at),
        elsewhere=states.elsewhere(aid),
        variants=queries.variants_of(aid),
        related=related.near("aid", aid.id),
        figures=figures.of_aid(aid.id),
        speaking=proofs.contacts_of(aid.id, current_user.commune_code),
        dead=checking.dead_of(linking.KIND, aid.id) if aid.url or aid.apply_url else {},
        local=catalogue.local_of(aid, current_user.commune_code),
    )
