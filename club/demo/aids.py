"""The aids of the demonstration: real schemes, invented amounts, dates counted from the day of the seeding."""

from datetime import date, time, timedelta

from club import clock
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.funding import operations
from club.funding import searches as kept
from club.funding.models import Aid
from club.members.models import Organisation
from club.vocabulary.models import TermKind

DRAFTED = 3  # days ago
SAME = (
    *("title", "summary", "body", "how_to", "beneficiaries", "expenses", "contact", "url", "ceiling"),
    *("rate_min", "rate_max"),
)
TERMS = {"kinds": TermKind.FUNDING_KIND, "themes": TermKind.THEME, "stages": TermKind.ACTION_STAGE}


def aids(scene: Scene, partners: dict[str, Organisation]) -> dict[str, Aid]:
    """Every sheet, national ones before their local variants."""
    made: dict[str, Aid] = {}
    for entry in sorted(entries("aids"), key=lambda entry: entry["national"] is not None):
        made[entry["key"]] = _aid(entry, scene, partners, made)
    return made


def searches(scene: Scene) -> None:
    """What some keep of the list, to be told of what is new."""
    for entry in entries("aid_searches"):
        rhythm = kept.Rhythm(entry["rhythm"])
        kept.keep(entry["query"], name=entry["name"], rhythm=rhythm, by=scene.people[entry["author"]])


def _aid(entry: Entry, scene: Scene, partners: dict[str, Organisation], made: dict[str, Aid]) -> Aid:
    author, days = scene.people[entry["author"]], entry["published_days_ago"]
    at = scene.calendar.ago(days or DRAFTED)
    aid = operations.create(_sheet(entry, scene, partners, made), by=author)
    if days:
        operations.publish(aid, by=author, at=at)
    if entry["verified_days_ago"]:
        aid.verified_on, aid.verified_by_id = _day(scene, -entry["verified_days_ago"]), author.id
    aid.created_at = aid.updated_at = at
    return aid


def _sheet(entry: Entry, scene: Scene, partners: dict[str, Organisation], made: dict[str, Aid]) -> operations.Sheet:
    terms = [scene.words.term(kind, slug).id for name, kind in TERMS.items() for slug in entry[name]]
    said: Entry = {name: entry[name] for name in SAME}
    for name in ("opens", "prefile", "closes"):
        days = entry[f"{name}_in_days"]
        said[f"{name}_on"] = None if days is None else _day(scene, days)
    return operations.Sheet(
        **said,
        closes_time=time(entry["closes_hour"]) if entry["closes_hour"] else None,
        documents="\n".join(entry["documents"]),
        is_permanent=entry["permanent"], is_call=entry["call"],
        is_for_investment=entry["investment"], is_for_running=entry["running"],
        organisation_id=partners[entry["organisation"]].id if entry["organisation"] else None,
        national_id=made[entry["national"]].id if entry["national"] else None,
        term_ids=terms,
        funder_ids=[partners[key].id for key in entry["funders"]],
        territories=scene.words.territories(entry["coverage"]),
    )  # fmt: skip


def _day(scene: Scene, days: int) -> date:
    return scene.calendar.now.astimezone(clock.PARIS).date() + timedelta(days=days)
