"""The organisations and the members of the demonstration."""

from datetime import timedelta

from sqlalchemy import Select, select

from club import text
from club.demo.calendar import Calendar
from club.demo.content import Entry, entries
from club.directory.models import Coverage, OrganisationContact
from club.extensions import db
from club.members.models import Member, MemberCommune, MemberTheme, Organisation, Status
from club.territories import scopes
from club.territories.models import Commune, Departement
from club.vocabulary.models import Term, TermKind

FRANCE = "FR"


class Words:
    """The terms of the vocabulary and the places, by what the data files call them."""

    def __init__(self) -> None:
        self._terms = {(term.kind, term.slug): term for term in db.session.scalars(select(Term))}
        regions = db.session.scalars(select(Departement.region_code).distinct())
        departements = db.session.scalars(select(Departement.code))
        known = [*scopes.of_regions(regions), *scopes.of_departements(departements), scopes.ALL_FRANCE]
        self._scopes = {(scope.scope, scope.code): scope for scope in known}

    def term(self, kind: TermKind, slug: str) -> Term:
        """A term of one list."""
        return self._terms[kind, slug]

    def themes(self, slugs: list[str]) -> list[Term]:
        """Several themes."""
        return [self.term(TermKind.THEME, slug) for slug in slugs]

    def territories(self, covered: list[Entry]) -> list[scopes.Scope]:
        """The territories that something covers."""
        return [self._scopes[one["scope"], "" if one["code"] == FRANCE else one["code"]] for one in covered]


def organisations(words: Words, calendar: Calendar) -> dict[str, Organisation]:
    """The partners, with what they cover and whom to call."""
    return {entry["key"]: _organisation(entry, words, calendar) for entry in entries("organisations")}


def _organisation(entry: Entry, words: Words, calendar: Calendar) -> Organisation:
    changed = calendar.ago(40 + calendar.random.randrange(300))
    organisation = Organisation(
        name=entry["name"],
        acronym=entry["acronym"] or "",
        slug=text.slugify(entry["name"]),
        type_id=words.term(TermKind.PARTNER_TYPE, entry["type"]).id,
        summary=entry["summary"],
        description=entry["description"],
        description_html=text.render(entry["description"]),
        website=entry["website"],
        address=entry["address"],
        created_at=changed,
        updated_at=changed,
    )
    db.session.add(organisation)
    db.session.flush()
    for scope in words.territories(entry["coverage"]):
        db.session.add(
            Coverage(organisation_id=organisation.id, scope=scope.scope, code=scope.code, label=scope.label)
        )
    for position, contact in enumerate(entry["contacts"]):
        db.session.add(OrganisationContact(organisation_id=organisation.id, position=position, **contact))
    return organisation


def members(
    words: Words, calendar: Calendar, partners: dict[str, Organisation], password_hash: str
) -> dict[str, Member]:
    """The members, all with the same password."""
    communes = {commune.code: commune for commune in db.session.scalars(_communes())}
    people = {}
    for entry in entries("members"):
        member = _member(entry, words, calendar)
        member.password_hash = password_hash
        partner = partners.get(entry["organisation"] or "")
        member.organisation_id = partner.id if partner else None
        _place(member, entry, communes)
        db.session.add(member)
        people[entry["key"]] = member
    db.session.flush()
    for entry in entries("members"):
        _links(people[entry["key"]], entry, words)
    _decide(people)
    return people


def _communes() -> Select[Commune]:
    codes = {code for entry in entries("members") for code in entry["communes"]}
    return select(Commune).where(Commune.code.in_(codes))


def _member(entry: Entry, words: Words, calendar: Calendar) -> Member:
    asked = calendar.ago(entry["joined_days_ago"])
    is_admitted = entry["status"] in {Status.ACTIVE, Status.SUSPENDED}
    return Member(
        email=entry["email"],
        first_name=entry["first_name"],
        last_name=entry["last_name"],
        slug=text.slugify(f"{entry['first_name']} {entry['last_name']}"),
        role=entry["role"],
        status=entry["status"],
        function_id=words.term(TermKind.FUNCTION, entry["function"]).id,
        bio=entry["bio"] or "",
        bio_html=text.render(entry["bio"] or ""),
        help_offer=entry["offer"] or "",
        phone=entry["phone"] or "",
        is_phone_shown=entry["show_phone"],
        is_email_shown=entry["show_email"],
        request_message=entry["request_message"] or "",
        suspension_reason=entry["status_reason"] or "",
        created_at=asked,
        confirmed_at=None if entry["status"] == Status.UNCONFIRMED else asked + timedelta(minutes=12),
        admitted_at=calendar.after(asked, 20) if is_admitted else None,
        seen_at=calendar.ago(1 + calendar.random.randrange(6)) if is_admitted else None,
        forum_read_at=calendar.ago(14) if is_admitted else asked,
        welcome_step=3 if is_admitted else 0,
    )


def _place(member: Member, entry: Entry, communes: dict[str, Commune]) -> None:
    if entry["communes"]:
        main = communes[entry["communes"][0]]
        member.commune_code, member.departement_code = main.code, main.departement_code
    kept = entry["territory"]
    if not kept:
        return
    member.scope_kind, member.scope_code = kept["scope"], kept["code"]
    if kept["scope"] == "departement":
        member.departement_code = kept["code"]
        member.scope_departements = [kept["code"]]
    else:
        inside = select(Departement.code).where(Departement.region_code == kept["code"])
        member.scope_departements = list(db.session.scalars(inside.order_by(Departement.position)))


def _links(member: Member, entry: Entry, words: Words) -> None:
    for position, code in enumerate(entry["communes"]):
        db.session.add(MemberCommune(member_id=member.id, commune_code=code, position=position))
    for theme in words.themes(entry["themes"]):
        db.session.add(MemberTheme(member_id=member.id, term_id=theme.id))


def _decide(people: dict[str, Member]) -> None:
    """Who admitted: the référente for her communes, the administrator for the others."""
    for member in people.values():
        if member.admitted_at is not None and member is not people["admin"]:
            local = member.commune_code is not None
            member.decided_by_id = people["referente" if local else "admin"].id
