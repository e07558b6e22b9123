"""The members of a list as a table: for administrators only, each time written in the journal."""

from collections.abc import Iterator
from typing import Any

from flask import Response
from sqlalchemy import func, select

from club import journal, sheets
from club.directory import people
from club.directory.people import Wanted
from club.extensions import db
from club.members.models import Member, MemberCommune, MemberHelp, MemberTheme, Organisation
from club.paging import AnySelect
from club.policy import Action
from club.territories.models import Commune
from club.vocabulary.models import Term

COLUMNS = (
    *("Nom", "Prénom", "Courriel", "Téléphone", "Fonction", "Organisation", "Rôle", "Commune", "Code Insee"),
    *("Département", "Autres communes servies", "Thèmes suivis", "Peut aider sur", "Admission"),
    *("Première connexion", "Dernière connexion"),
)
ROLE = COLUMNS.index("Rôle")
ROLES = {
    "member": "Membre", "partner": "Partenaire", "referent": "Référent", "moderator": "Modération",
    "administrator": "Administration",
}  # fmt: skip
AT_ONCE = 500  # rows read together


def taken(wanted: Wanted, said: str, *, by: Member) -> Response:
    """The whole list as CSV; who took it, of which search and how many rows goes to the journal."""
    rows = _Counted(_rows(wanted, by))
    answer = sheets.download(sheets.table(COLUMNS, rows), "text/csv; charset=utf-8", "membres.csv")
    after = {"filter": said or "tous", "rows": rows.number}
    journal.record(Action.MEMBER_EXPORT, "directory", "members", label="Annuaire des membres", after=after, by=by.id)
    return answer


class _Counted:
    """Rows that are counted as they go by."""

    def __init__(self, rows: Iterator[tuple[Any, ...]]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for row in self.rows:
            self.number += 1
            yield row


def _rows(wanted: Wanted, by: Member) -> Iterator[tuple[Any, ...]]:
    asked = _people().where(*people.narrowed(by, wanted)).order_by(Member.last_name, Member.id)
    for row in db.session.execute(asked.execution_options(yield_per=AT_ONCE)):
        *said, admitted, first, last = row
        said[ROLE] = ROLES[said[ROLE]]
        yield (*said, *(sheets.day(at) for at in (admitted, first, last)))


def _people() -> AnySelect:
    served = select(func.aggregate_strings(Commune.name, ", "))
    served = served.join(MemberCommune, MemberCommune.commune_code == Commune.code)
    others = served.where(MemberCommune.member_id == Member.id, MemberCommune.position > 0).correlate(Member)
    main, function = people.Main, people.Function
    return (
        select(
            *(Member.last_name, Member.first_name, Member.email, Member.phone, function.label.label("function")),
            *(Organisation.name, Member.role, main.name, main.code, Member.departement_code),
            *(others.scalar_subquery(), _terms(MemberTheme), _terms(MemberHelp)),
            *(Member.admitted_at, Member.first_seen_at, Member.seen_at),
        )
        .outerjoin(main, main.code == Member.commune_code)
        .outerjoin(function, function.id == Member.function_id)
        .outerjoin(Organisation, Organisation.id == Member.organisation_id)
    )


def _terms(model: Any) -> Any:
    said = select(func.aggregate_strings(Term.label, ", ")).join(model, model.term_id == Term.id)
    return said.where(model.member_id == Member.id).correlate(Member).scalar_subquery()
