"""The pages of members: the list, a card, the export."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club import french
from club.access import guard, me
from club.directory import finding, people, queries, taking
from club.directory.views import bp
from club.forum import listing
from club.helping import queries as helping
from club.members.models import Member
from club.members.queries import member as whole_member
from club.policy import Action
from club.territories import queries as territories
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind


@bp.get("/membres/")
@guard(Action.MEMBER_LIST)
def members() -> ResponseReturnValue:
    address, unread = finding.place_typed()
    if address:
        return redirect(address)
    reader = me()
    here = finding.home_of(reader.commune_code)
    wanted, places = finding.wanted(here), territories.departements()
    functions, themes = vocabulary.choices(TermKind.FUNCTION), vocabulary.choices(TermKind.THEME)
    page, total = people.listing(reader, wanted, here, after=request.args.get("apres"))
    return render_template(
        "directory/members.html",
        page=page,
        total=total,
        otherwise=None if page.items else finding.otherwise(reader, wanted),
        wanted=wanted,
        unread=unread,
        tags=finding.tags(places, functions, themes),
        sorts=finding.sorts(here),
        around=finding.around(here, places),
        places=places,
        regions=sorted({(one.region_code, one.region.name) for one in places}, key=lambda one: one[1]),
        functions=functions,
        themes=themes,
        counted=people.COUNTED,
    )


@bp.get("/membres/<int:id>")
@bp.get("/membres/<int:id>-<slug>")
@guard(Action.MEMBER_READ, whole_member)
def member(member: Member, slug: str = "") -> ResponseReturnValue:
    if slug != member.slug:
        return redirect(url_for(".member", id=member.id, slug=member.slug), 301)
    return render_template(
        "directory/member.html",
        member=member,
        experiences=queries.experiences_of_member(member.id),
        topics=listing.of_author(member.id, current_user),
        offers=helping.of_member(member.id),
    )


@bp.get("/membres/<int:id>/courriel")
@guard(Action.MEMBER_EMAIL, whole_member)
def member_email(member: Member) -> ResponseReturnValue:
    """An address: everybody's choice, but administrators may always write."""
    return render_template("directory/member_email.html", member=member)


@bp.route("/membres/exporter", methods=["GET", "POST"])
@guard(Action.MEMBER_EXPORT)
def export_members() -> ResponseReturnValue:
    """The page says what leaves the club and what is owed to those people; the file comes by POST."""
    here = finding.home_of(current_user.commune_code)
    wanted, places = finding.wanted(here), territories.departements()
    functions, themes = vocabulary.choices(TermKind.FUNCTION), vocabulary.choices(TermKind.THEME)
    said = french.listed([label for label, _ in finding.tags(places, functions, themes)])
    if request.method == "POST":
        return taking.taken(wanted, said, by=current_user)
    total = people.count(current_user, wanted)
    return render_template(
        "directory/export_members.html", total=total, counted=people.COUNTED, said=said, columns=taking.COLUMNS
    )
