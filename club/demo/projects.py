"""What the communes of the demonstration tell of their projects: invented, as their pages say."""

from datetime import date, datetime, timedelta
from io import BytesIO

from sqlalchemy import update
from werkzeug.datastructures import FileStorage

from club import clock, text, uploads
from club.communes import operations, projects
from club.communes.models import Project, ProjectChange, ProjectFile
from club.demo import papers
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.experiences.models import Experience
from club.extensions import db
from club.funding.models import Aid
from club.members.models import Member
from club.vocabulary.models import TermKind


def projects_of_communes(scene: Scene, aids: dict[str, Aid], stories: dict[str, Experience]) -> None:
    """Each commune says where it stands; five of them tell the whole of it."""
    for entry in entries("projects"):
        by = scene.people[entry["by"]]
        _place(entry, scene, by)
        if "summary" in entry:
            _present(entry, scene, by)
            _axes(entry, scene, by)
            for one in entry["actions"]:
                _act(entry["commune"], one, scene, by, aids, stories)
            for one in entry["documents"]:
                _publish(entry["commune"], one, scene, by)
        _date_back(entry["commune"], scene.calendar.ago(entry["days_ago"]))


def _place(entry: Entry, scene: Scene, by: Member) -> None:
    stages = {slug: scene.words.term(TermKind.PROJECT_STAGE, slug).id for slug in (entry["stage"], *entry["steps"])}
    days = {stages[slug]: _day(scene, days) for slug, days in entry["steps"].items()}
    said = operations.Steps(stage_id=stages[entry["stage"]], days=days)
    operations.place(entry["commune"], said, version=1, by=by)


def _present(entry: Entry, scene: Scene, by: Member) -> None:
    said = operations.Presentation(
        summary=entry["summary"], seeks=entry["seeks"], shows=entry["shows"], budget=entry["budget"],
        budget_source=entry["source"], budget_on=_day(scene, entry["budget_days"]),
    )  # fmt: skip
    operations.present(entry["commune"], said, version=1, by=by)


def _axes(entry: Entry, scene: Scene, by: Member) -> None:
    said = [operations.Axis(one["title"], scene.words.theme_ids([one["theme"]])[0]) for one in entry["axes"]]
    operations.arrange_axes(entry["commune"], said, version=1, by=by)


def _act(
    code: str, entry: Entry, scene: Scene, by: Member, aids: dict[str, Aid], stories: dict[str, Experience]
) -> None:
    axes = projects.axes(code)
    state = entry["state"]
    said = operations.Work(
        title=entry["title"], summary=entry["summary"], axis_id=axes[entry["axis"]].id,
        state_id=scene.words.term(TermKind.ACTION_STAGE, state).id if state not in ("", "dropped") else None,
        is_dropped=state == "dropped", why_dropped=entry.get("why", ""),
        starts_on=_day(scene, entry["start"]) if "start" in entry else None,
        ends_on=_day(scene, entry["end"]) if "end" in entry else None,
        budget=entry.get("budget"), budget_source=entry.get("source", ""),
        budget_on=_day(scene, 60) if "budget" in entry else None,
        experience_id=stories[entry["experience"]].id if "experience" in entry else None,
        aid_id=aids[entry["aid"]].id if "aid" in entry else None,
    )  # fmt: skip
    operations.add_action(code, said, by=by)


def _publish(code: str, entry: Entry, scene: Scene, by: Member) -> None:
    content = papers.pdf(entry["title"], by.full_name, entry["paragraphs"], scene.calendar.ago(30))
    file = FileStorage(BytesIO(content), filename=f"{text.slugify(entry['title'])[:60]}.pdf")
    operations.add_file(code, uploads.accept(file), title=entry["title"], by=by)


def _date_back(code: str, at: datetime) -> None:
    for model, column in ((Project, "updated_at"), (ProjectChange, "at"), (ProjectFile, "added_at")):
        db.session.execute(update(model).where(model.commune_code == code).values({column: at}))


def _day(scene: Scene, days: int) -> date:
    """So many days ago; to come when it is below zero."""
    return scene.calendar.now.astimezone(clock.PARIS).date() - timedelta(days=days)
