"""Who a topic is for: said by its author, and held by lists, search, mails and counters alike."""

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import ColumnElement, String, and_, cast, false, or_, select

from club.forum.models import Topic
from club.members.models import Member, Role, Status
from club.paging import AnySelect
from club.policy import Viewer, is_for, moderator, referent


class Audience(StrEnum):
    """The policy's rule `in_audience` reads these words."""

    MEMBERS = "members"
    COMMUNES = "communes"
    PROJECT_LEADERS = "project_leaders"


LABELS = {
    Audience.MEMBERS: "Tous les membres",
    Audience.COMMUNES: "Communes et référents seulement",
    Audience.PROJECT_LEADERS: "Chefs de projet seulement",
}
HINTS = {
    Audience.MEMBERS: "partenaires compris",
    Audience.COMMUNES: "les partenaires ne le voient pas",
    Audience.PROJECT_LEADERS: "et le référent de votre département",
}


def choices(author: Viewer) -> list[tuple[str, str]]:
    """The audiences somebody may write for: those they belong to, so that nobody loses sight of what they wrote."""
    return [
        (one.value, f"{LABELS[one]}, {HINTS[one]}")
        for one in Audience
        if is_for(one, author) or moderator(author, None)
    ]


def restricted() -> ColumnElement[bool]:
    """Topics that are not for every member."""
    return Topic.audience != Audience.MEMBERS


def open_to(viewer: Viewer) -> ColumnElement[bool]:
    """The policy's `in_audience`, or the author, said in SQL."""
    kinds = [one.value for one in Audience if is_for(one, viewer)]
    return or_(Topic.audience.in_(kinds), Topic.author_id == viewer.id)


def readers(topic: Topic) -> AnySelect:
    """The ids of the active members who may read a topic in sight: those who may be told of it."""
    active = select(Member.id).where(Member.status == Status.ACTIVE)
    if topic.audience == Audience.MEMBERS:
        return active
    keepers = Member.role.in_([Role.MODERATOR, Role.ADMINISTRATOR])
    author = Member.id == topic.author_id
    return active.where(or_(_belongs(topic.audience), keepers, author, keeps(topic.departement_code)))


def _belongs(audience: str) -> ColumnElement[bool]:
    return Member.role != Role.PARTNER if audience == Audience.COMMUNES else Member.is_project_leader.is_(True)


def keeps(departement: str | None) -> ColumnElement[bool]:
    """The référents of a département."""
    if departement is None:
        return false()
    scope = cast(Member.scope_departements, String)  # a JSON list of codes on both databases
    return and_(Member.role == Role.REFERENT, scope.contains(f'"{departement}"'))


def words_of_topic(audience: str, departement: str | None, author_id: int) -> str:
    """Who finds a topic, as the search index says it."""
    if audience == Audience.MEMBERS:
        return Audience.MEMBERS
    keepers = [f"keeper-{departement}"] if departement else []
    return " ".join([audience, f"author-{author_id}", *keepers])


def words_of(viewer: Viewer) -> list[str]:
    """Which words of the search index this person may find by."""
    if moderator(viewer, None):
        return list(Audience)
    own = [one.value for one in Audience if is_for(one, viewer)]
    kept: Iterable[str] = viewer.scope_departements if referent(viewer, None) else ()
    return [*own, f"author-{viewer.id}", *(f"keeper-{code}" for code in kept)]
