"""Once a year, who answers for a resource is asked whether it is still true; the mail's link confirms it."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import func, or_, select

from club import clock, jobs, mail
from club.extensions import db
from club.library import queries
from club.library.care import ResourceCare, owners_of
from club.library.models import Resource
from club.members import queries as members
from club.members.models import Member, Status
from club.rows import insert

A_YEAR = timedelta(days=365)
LINK_LIFE = timedelta(days=90)
STEP = 300  # resources a night
MOST = 15  # resources in one mail: the others are asked about the next night


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["CLUB"].secret_key, salt="verify-resource")


def token_of(resource_id: int, member_id: int) -> str:
    """The signed part of an address by which this member confirms this resource."""
    token: str = _signer().dumps([resource_id, member_id])
    return token


def read_token(token: str) -> tuple[Resource, Member] | None:
    """Which resource an address confirms, and for whom; None when it is too old or was tampered with."""
    try:
        resource_id, member_id = _signer().loads(token, max_age=int(LINK_LIFE.total_seconds()))
    except (BadData, ValueError, TypeError):
        return None
    resource, member = queries.resource(resource_id), db.session.get(Member, member_id)
    return (resource, member) if resource and member else None


@jobs.every(hour=5)
def ask_owners() -> int:
    """Write to who answers for what nobody verified for a year. Returns how many mails."""
    long_ago = clock.now() - A_YEAR
    by_member: dict[int, list[Resource]] = defaultdict(list)
    for resource in _due(long_ago):
        owners = db.session.scalars(_asked(resource)).all()
        if any(len(by_member[id]) >= MOST for id in owners):
            continue
        _mark(resource)
        for id in owners:
            by_member[id].append(resource)
    sent = sum(_write(member_id, resources) for member_id, resources in by_member.items())
    db.session.commit()
    return sent


def _due(long_ago: datetime) -> Any:
    checked = func.coalesce(ResourceCare.verified_at, Resource.published_at)
    due = (
        select(Resource)
        .outerjoin(ResourceCare, ResourceCare.resource_id == Resource.id)
        .where(queries.published(), checked < long_ago)
        .where(or_(ResourceCare.asked_at.is_(None), ResourceCare.asked_at < long_ago))
    )
    return db.session.scalars(due.order_by(Resource.id).limit(STEP)).all()


def _asked(resource: Resource) -> Any:
    return select(Member.id).where(
        Member.id.in_(owners_of(resource)), Member.status == Status.ACTIVE, members.wanting("verify")
    )


def _mark(resource: Resource) -> None:
    row = {"resource_id": resource.id, "asked_at": clock.now(), "score": 0}
    key, changed = ["resource_id"], {"asked_at": row["asked_at"]}
    db.session.execute(insert(ResourceCare).values(row).on_conflict_do_update(index_elements=key, set_=changed))


def _write(member_id: int, resources: list[Resource]) -> bool:
    if not resources:
        return False
    member = db.session.get_one(Member, member_id)
    lines = [
        {
            "title": one.title,
            "page": mail.absolute("library.show", id=one.id, slug=one.slug),
            "confirm": mail.absolute("library.confirm", token=token_of(one.id, member_id)),
        }
        for one in resources
    ]
    letter = mail.write(
        "verify",
        to=member.email,
        key=f"verify-{member_id}-{clock.today():%Y-%m-%d}",
        member_id=member_id,
        unsubscribe_kind="verify",
        first_name=member.first_name,
        lines=lines,
        link=mail.absolute("library.watch"),
    )
    return letter is not None
