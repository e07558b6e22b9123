"""The pages of communes, members and partners."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import related
from club.access import guard
from club.directory import forms, operations, queries
from club.experiences import lineage
from club.forum import following, listing
from club.funding import matching, proofs
from club.members.models import Member, Organisation
from club.policy import Action
from club.territories import queries as territories
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

bp = Blueprint("directory", __name__)


def _asked(name: str, longest: int = 100) -> str:
    return request.args.get(name, "").strip()[:longest]


def _number(name: str) -> int | None:
    value = _asked(name, 9)
    return int(value) if value.isdecimal() else None


@bp.get("/communes/")
@guard(Action.COMMUNE_LIST)
def communes() -> ResponseReturnValue:
    """Communes by name, former name, postcode or INSEE code; those of the programme unless all are asked for."""
    asked = {name: _asked(name) for name in ("q", "region", "departement", "toutes")}
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
        team=queries.team(commune.code),
        experiences=queries.experiences_of_commune(commune.code),
        taken_up=lineage.taken_up_by(commune.code),
        followed=lineage.taken_up_from(commune.code),
        resources=queries.resources_for(commune),
        aids=matching.closing_first(commune.code),
        spoken_of=proofs.spoken_of_in(commune.code),
        topics=listing.of_commune(commune.code, current_user),
        neighbours=territories.nearest_in_programme(commune),
        level=following.watch_level(current_user.id, "commune", commune.code),
    )


@bp.get("/membres/")
@guard(Action.MEMBER_LIST)
def members() -> ResponseReturnValue:
    wanted = queries.MemberFilter(
        words=_asked("q"), departement=_asked("departement"), commune=_asked("commune", 5),
        function_id=_number("fonction"), theme_id=_number("theme"),
    )  # fmt: skip
    page = queries.members(current_user, wanted, after=request.args.get("apres"))
    return render_template(
        "directory/members.html", page=page, wanted=wanted, departements=territories.departements(),
        functions=vocabulary.choices(TermKind.FUNCTION), themes=vocabulary.choices(TermKind.THEME),
    )  # fmt: skip


@bp.get("/membres/<int:id>")
@bp.get("/membres/<int:id>-<slug>")
@guard(Action.MEMBER_READ, queries.member)
def member(member: Member, slug: str = "") -> ResponseReturnValue:
    if slug != member.slug:
        return redirect(url_for(".member", id=member.id, slug=member.slug), 301)
    return render_template(
        "directory/member.html",
        member=member,
        experiences=queries.experiences_of_member(member.id),
        topics=listing.of_author(member.id, current_user),
    )


@bp.get("/membres/<int:id>/courriel")
@guard(Action.MEMBER_EMAIL, queries.member)
def member_email(member: Member) -> ResponseReturnValue:
    """An address: everybody's choice, but administrators may always write."""
    return render_template("directory/member_email.html", member=member)


@bp.get("/partenaires/")
@guard(Action.ORGANISATION_LIST)
def partners() -> ResponseReturnValue:
    asked: dict[str, Any] = {name: _asked(name) for name in ("q", "departement", "commune")}
    place = territories.commune(asked["commune"]) if asked["commune"] else None
    page = queries.partners(
        words=asked["q"], type_id=_number("type"), commune=place, departement=asked["departement"],
        after=request.args.get("apres"),
    )  # fmt: skip
    return render_template(
        "directory/partners.html", page=page, asked=asked, type_id=_number("type"), place=place,
        departements=territories.departements(), types=vocabulary.tree(TermKind.PARTNER_TYPE),
    )  # fmt: skip


@bp.get("/partenaires/<int:id>")
@bp.get("/partenaires/<int:id>-<slug>")
@guard(Action.ORGANISATION_READ, queries.partner)
def partner(organisation: Organisation, slug: str = "") -> ResponseReturnValue:
    if slug != organisation.slug:
        return redirect(url_for(".partner", id=organisation.id, slug=organisation.slug), 301)
    return render_template(
        "directory/partner.html",
        organisation=organisation,
        coverage=queries.coverage_of(organisation.id),
        contacts=queries.contacts_of(organisation.id),
        resources=queries.resources_of(organisation.id),
        aids=matching.given_by(organisation.id),
        editors=queries.editors_of(organisation.id),
        related=related.near("organisation", organisation.id),
    )


@bp.route("/partenaires/nouveau", methods=["GET", "POST"])
@guard(Action.ORGANISATION_CREATE)
def new_partner() -> ResponseReturnValue:
    form = forms.PartnerForm()
    if form.validate_on_submit():
        made = operations.create(form.card(), by=current_user)
        flash("L’organisation est dans l’annuaire.", "success")
        return redirect(url_for(".partner", id=made.id, slug=made.slug))
    return render_template("directory/edit_partner.html", form=form, organisation=None)


@bp.route("/partenaires/<int:id>/modifier", methods=["GET", "POST"])
@guard(Action.ORGANISATION_EDIT, queries.partner)
def edit_partner(organisation: Organisation) -> ResponseReturnValue:
    start = {}
    if request.method != "POST":
        start = forms.filled(
            organisation, list(queries.coverage_of(organisation.id)), list(queries.contacts_of(organisation.id))
        )
    form = forms.PartnerForm(obj=organisation if start else None, data=start, own_id=organisation.id)
    if form.validate_on_submit():
        operations.edit(organisation, form.card(), version=form.stale_from, by=current_user)
        flash("La fiche est à jour.", "success")
        return redirect(url_for(".partner", id=organisation.id, slug=organisation.slug))
    return render_template("directory/edit_partner.html", form=form, organisation=organisation)
