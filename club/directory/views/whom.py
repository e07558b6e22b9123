"""« Qui appeler ? » for a commune, and the holes of a département."""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from club import sheets
from club.access import guard
from club.directory import contacts, filling, gaps, vcards, whom
from club.directory.asking import asked_for
from club.directory.views import bp
from club.policy import Action
from club.territories import queries as territories
from club.territories.models import Commune, Departement


@bp.get("/communes/<commune:code>/qui-appeler")
@guard(Action.COMMUNE_READ, territories.todays)
def whom_to_call(commune: Commune) -> ResponseReturnValue:
    """Every competent partner of a commune, need by need, the closest first; made to be printed."""
    if request.path != url_for(".whom_to_call", code=commune.path):
        return redirect(url_for(".whom_to_call", code=commune.path), 301)
    return render_template("directory/whom.html", commune=commune, found=whom.for_commune(commune))


@bp.get("/communes/<commune:code>/qui-appeler.vcf")
@guard(Action.COMMUNE_READ, territories.todays)
def whom_to_call_vcard(commune: Commune) -> ResponseReturnValue:
    """The contacts that the page shows, for an address book."""
    called = contacts.contacts_called(whom.for_commune(commune).contact_ids)
    cards = vcards.vcards((one, one.organisation) for one in called)
    return sheets.file(cards, vcards.MIME, f"qui-appeler-{commune.slug}.vcf")


@bp.get("/departements/<code>/couverture")
@guard(Action.COVERAGE_READ, territories.departement)
def coverage(departement: Departement) -> ResponseReturnValue:
    """For who keeps a département: its communes of the programme, what each finds by its side, and the holes."""
    return render_template("directory/coverage.html", departement=departement, table=gaps.table(departement.code))


@bp.get("/departements/<code>/couverture/<int:term_id>")
@guard(Action.COVERAGE_READ, territories.departement)
def hole(departement: Departement, term_id: int) -> ResponseReturnValue:
    """What is missing in a département, or in one of its communes, and what may fill it."""
    found = filling.hole(departement.code, term_id, asked_for("commune"))
    return render_template("directory/hole.html", departement=departement, hole=found) if found else abort(404)
