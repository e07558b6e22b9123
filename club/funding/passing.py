"""What a member who leaves passes on of money: declarations under way, plans, searches. The staff sees none of it."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from club import clock, french
from club.extensions import db
from club.funding import searches
from club.funding.models import Aid, AidProof, FundingPlan, PlanLine
from club.funding.progress import LABELS, Progress
from club.funding.searches import AidSearch, Rhythm
from club.members import vouching
from club.members.models import Member
from club.passing import MOST, Facts, Item, Part

UNDER_WAY = (Progress.PLANNED, Progress.ASKED, Progress.OBTAINED)


def _proofs(member: Member, commune: str) -> list[Item]:
    mine = AidProof.member_id == member.id, AidProof.commune_code == commune, AidProof.state.in_(UNDER_WAY)
    rows = select(AidProof).where(*mine).options(joinedload(AidProof.aid)).order_by(AidProof.id).limit(MOST)
    return [_proof(one) for one in db.session.scalars(rows)]


def _proof(one: AidProof) -> Item:
    note = " · ".join(filter(None, [LABELS[Progress(one.state)].lower(), _closing(one.aid.closes_at)]))
    return Item(str(one.id), one.aid.title, url_for("funding.correct", id=one.id), one.updated_at, note, is_own=True)


def _closing(at: datetime | None) -> str:
    """The deadline of an aid, when it is to come."""
    return f"clôture le {french.day(clock.here(at).date())}" if at and at > clock.now() else ""


def _signed(member: Member, key: str) -> AidProof | None:
    proof = db.session.get(AidProof, int(key))
    return proof if proof and proof.member_id == member.id else None


def _take_proof(member: Member, key: str) -> Facts | None:
    return {"proof": int(key)} if _signed(member, key) else None


def _receive_proof(facts: Facts, to: Member, from_id: int) -> None:
    """Signed by the successor, who says anew whether they may be called."""
    proof = db.session.get(AidProof, facts["proof"])
    if proof is not None and proof.commune_code in {one.code for one in vouching.vouched(to.id)}:
        proof.member_id, proof.is_contactable, proof.version = to.id, False, proof.version + 1


def _let_proof_go(member: Member, key: str) -> None:
    proof = _signed(member, key)
    if proof is not None:
        proof.member_id, proof.is_contactable, proof.version = None, False, proof.version + 1


def _plans(member: Member, commune: str) -> list[Item]:
    soonest = select(func.min(Aid.closes_at)).join(PlanLine, PlanLine.aid_id == Aid.id)
    at = soonest.where(PlanLine.plan_id == FundingPlan.id, Aid.closes_at > clock.now()).scalar_subquery()
    of_commune = select(FundingPlan.id, FundingPlan.title, FundingPlan.updated_at, at.label("at"))
    rows = of_commune.where(FundingPlan.commune_code == commune).order_by(FundingPlan.updated_at.desc()).limit(MOST)
    return [
        Item(
            str(row.id), row.title, url_for("funding.plan", id=row.id), row.updated_at,
            f"première échéance : {_closing(row.at)}" if row.at else "", is_own=True,
        )
        for row in db.session.execute(rows)
    ]  # fmt: skip


def _take_plan(member: Member, key: str) -> Facts | None:
    return {"plan": int(key)} if db.session.get(FundingPlan, int(key)) else None


def _searches(member: Member, commune: str) -> Sequence[Item]:
    return [
        Item(str(one.id), one.name, url_for("funding.kept_searches"), one.kept_at, one.rhythm_label, is_own=True)
        for one in searches.kept_by(member.id)
    ]


def _own_search(member: Member, key: str) -> AidSearch | None:
    found = searches.search(int(key))
    return found if found and found.author_id == member.id else None


def _take_search(member: Member, key: str) -> Facts | None:
    found = _own_search(member, key)
    if found is None:
        return None
    facts = {"name": found.name, "query": found.query, "rhythm": found.rhythm}
    searches.forget(found)
    return facts


def _receive_search(facts: Facts, to: Member, from_id: int) -> None:
    searches.keep(facts["query"], name=facts["name"], rhythm=Rhythm(facts["rhythm"]), by=to)


def _let_search_go(member: Member, key: str) -> None:
    found = _own_search(member, key)
    if found is not None:
        searches.forget(found)


PROOFS = Part(
    "Demandes d’aides en cours",
    "Elles restent à la commune. Transmise, une déclaration est signée par votre successeur ; laissée, elle perd "
    "votre nom.",
    _proofs,
    _take_proof,
    _receive_proof,
    _let_proof_go,
)
PLANS = Part(
    "Plans de financement",
    "Ils restent à la commune, et son équipe les lit. Transmis, un plan est signalé à votre successeur.",
    _plans,
    _take_plan,
)
SEARCHES = Part(
    "Recherches d’aides gardées",
    "Transmise, une recherche écrit à votre successeur et non plus à vous. Laissée, elle est oubliée.",
    _searches,
    _take_search,
    _receive_search,
    _let_search_go,
)
