"""The organisations that somebody works with: those of the commune's experiences and plans, and of what they keep."""

from flask import url_for
from sqlalchemy import select

from club.experiences import queries as experiences
from club.experiences.models import Experience, ExperienceFunder, ExperiencePartner
from club.extensions import db
from club.funding.models import FundingPlan, PlanLine
from club.library.bookmarks import Bookmark
from club.library.models import Resource
from club.members.models import Member, Organisation
from club.paging import AnySelect
from club.passing import MOST, Facts, Item, Part, nothing


def public_of(commune: str) -> AnySelect:
    """The ids of the organisations that the published experiences of a commune name."""
    told = select(Experience.id).where(experiences.listed(), experiences.in_commune(commune))
    partners = select(ExperiencePartner.organisation_id).where(ExperiencePartner.experience_id.in_(told))
    funders = select(ExperienceFunder.organisation_id).where(ExperienceFunder.experience_id.in_(told))
    return select(Organisation.id).where(Organisation.id.in_(partners) | Organisation.id.in_(funders))


def _own(member: Member, commune: str) -> AnySelect:
    planned = select(PlanLine.organisation_id).join(FundingPlan, FundingPlan.id == PlanLine.plan_id)
    planned = planned.where(FundingPlan.commune_code == commune)
    kept = select(Resource.organisation_id).join(Bookmark, Bookmark.resource_id == Resource.id)
    kept = kept.where(Bookmark.member_id == member.id)
    return select(Organisation.id).where(Organisation.id.in_(planned) | Organisation.id.in_(kept))


def _items(member: Member, commune: str) -> list[Item]:
    told = public_of(commune)
    known = Organisation.id.in_(told) | Organisation.id.in_(_own(member, commune))
    is_told = Organisation.id.in_(told).label("is_told")
    found = select(Organisation.id, Organisation.slug, Organisation.name, Organisation.summary, is_told).where(known)
    rows = db.session.execute(found.order_by(Organisation.name).limit(MOST)).all()
    return [
        Item(
            str(row.id), row.name, url_for("directory.partner", id=row.id, slug=row.slug), note=row.summary,
            is_own=not row.is_told,
        )
        for row in rows
    ]  # fmt: skip


def _take(member: Member, key: str) -> Facts | None:
    return {"organisation": int(key)} if db.session.get(Organisation, int(key)) else None


CONTACTS = Part(
    "Contacts : les organisations avec qui travailler",
    "Transmise, une organisation est signalée à votre successeur ; laissée, elle ne l’est pas.",
    _items,
    _take,
    let_go=nothing,
)
