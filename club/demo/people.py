"""The members and the organisations of the demonstration."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from club import text
from club.demo.calendar import Calendar
from club.demo.content import Entry, entries
from club.demo.words import Words
from club.directory import contacts
from club.directory import operations as directory
from club.extensions import db
from club.members.models import Member, MemberCommune, MemberHelp, MemberTheme, Organisation, Status
from club.territories.models import Commune, Departement
from club.vocabulary.models import TermKind

ADMITTED = frozenset({Status.ACTIVE, Status.SUSPENDED})


def members(words: Words, calendar: Calendar, password_hash: str) -> dict[str, Member]:
    """The members, all with the same password."""
    communes = {commune.code: commune for commune in db.session.scalars(_communes())}
    people = {entry["key"]: _member(entry, words, calendar) for entry in entries("members")}
    for entry in entries("members"):
        member = people[entry["key"]]
        member.password_hash = password_hash
        _place(member, entry, communes)
        db.session.add(member)
        db.session.flush()
        _links(member, entry, words)
    _decide(people)
    return people


def _communes() -> Select[Commune]:
    codes = {code for entry in entries("members") for code in entry["communes"]}
    return select(Commune).where(Commune.code.in_(codes))


def _member(entry: Entry, words: Words, calendar: Calendar) -> Member:
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
        is_listed=entry["listed"],
        request_message=entry["request_message"] or "",
        suspension_reason=entry["status_reason"] or "",
        **_moments(entry, calendar),
    )


def _moments(entry: Entry, calendar: Calendar) -> dict[str, Any]:
    asked = calendar.ago(entry["joined_days_ago"])
    confirmed = None if entry["status"] == Status.UNCONFIRMED else asked + timedelta(minutes=12)
    waiting = {"created_at": asked, "confirmed_at": confirmed, "forum_read_at": asked, "welcome_step": 0}
    if entry["status"] not in ADMITTED:
        return waiting
    lately = 1 + calendar.random.randrange(6)
    return waiting | {
        "admitted_at": calendar.after(asked, 20),
        "first_seen_at": calendar.after(asked, 30),
        "seen_at": calendar.ago(entry.get("seen_days_ago", lately)),
        "forum_read_at": calendar.ago(14),
        "welcome_step": 3,
    }


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
    for theme_id in words.theme_ids(entry["themes"]):
        db.session.add(MemberTheme(member_id=member.id, term_id=theme_id))
    for theme_id in words.theme_ids(entry["helps"]):
        db.session.add(MemberHelp(member_id=member.id, term_id=theme_id))


def _decide(people: dict[str, Member]) -> None:
    """Who admitted: the référente for her communes, the administrator for the others."""
    for member in people.values():
        if member.admitted_at is not None and member is not people["admin"]:
            member.decided_by_id = people["referente" if member.commune_code else "admin"].id


def organisations(words: Words, calendar: Calendar, people: dict[str, Member]) -> dict[str, Organisation]:
    """The partners, with what they cover, whom to call and who edits their card."""
    partners = {}
    for entry in entries("organisations"):
        made = directory.create(_card(entry, words), words.territories(entry["coverage"]), by=people["admin"])
        for contact in entry["contacts"]:
            contacts.add(made, contacts.Contact(**contact), by=people["admin"])
        partners[entry["key"]] = made
        changed = calendar.ago(40 + calendar.random.randrange(300))
        partners[entry["key"]].created_at = partners[entry["key"]].updated_at = changed
    for entry in entries("members"):
        if entry["organisation"]:
            people[entry["key"]].organisation_id = partners[entry["organisation"]].id
    db.session.flush()
    return partners


def _card(entry: Entry, words: Words) -> directory.Card:
    return directory.Card(
        name=entry["name"],
        acronym=entry["acronym"] or "",
        type_id=words.term(TermKind.PARTNER_TYPE, entry["type"]).id,
        summary=entry["summary"],
        description=entry["description"],
        website=entry["website"],
        address=entry["address"],
    )
