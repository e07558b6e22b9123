"""What the communes of the demonstration declare of their aids, and their funding plans: invented, as the pages say."""

from datetime import date, timedelta

from club import clock
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.experiences.models import Experience
from club.funding import plans, proofs
from club.funding.models import Aid


def declarations(scene: Scene, aids: dict[str, Aid], stories: dict[str, Experience]) -> None:
    """Each declaration, in the name of the chef de projet who signs it."""
    for entry in entries("proofs"):
        _declare(entry, scene, aids[entry["aid"]], stories)


def _declare(entry: Entry, scene: Scene, aid: Aid, stories: dict[str, Experience]) -> None:
    said = proofs.Declaration(
        commune_code=entry["commune"], state=entry["state"], amount=entry["amount"], cost=entry["cost"],
        asked_on=_day(scene, entry["asked"]), answered_on=_day(scene, entry["answered"]),
        paid_on=_day(scene, entry["paid"]), is_contactable=entry["contact"],
        experience_id=stories[entry["experience"]].id if entry["experience"] else None,
    )  # fmt: skip
    proof = proofs.declare(aid, said, by=scene.people[entry["by"]])
    last = min(days for name in ("asked", "answered", "paid") if (days := entry[name]) is not None)
    if proof.granted_at is not None:
        proof.granted_at = scene.calendar.ago(entry["answered"])
    proof.created_at = proof.updated_at = scene.calendar.ago(last)


def _day(scene: Scene, days: int | None) -> date | None:
    today = scene.calendar.now.astimezone(clock.PARIS).date()
    return None if days is None else today - timedelta(days=days)


def funding_plans(scene: Scene, aids: dict[str, Aid], stories: dict[str, Experience]) -> None:
    """Each plan, in the name of the chef de projet who writes it."""
    for entry in entries("plans"):
        told = stories[entry["experience"]].id if entry["experience"] else None
        said = plans.Plan(
            title=entry["title"], commune_code=entry["commune"], cost=entry["cost"], least_share=entry["least"],
            least_reason=entry["reason"], experience_id=told, lines=[_line(one, aids) for one in entry["lines"]],
        )  # fmt: skip
        plan = plans.create(said, by=scene.people[entry["by"]])
        plan.created_at = plan.updated_at = scene.calendar.ago(entry["days_ago"])


def _line(entry: Entry, aids: dict[str, Aid]) -> plans.Line:
    aid = aids[entry["aid"]] if entry["aid"] else None
    name = aid.title if aid else entry["name"]
    return plans.Line(name, entry["amount"], entry["state"], entry["public"], aid_id=aid.id if aid else None)
