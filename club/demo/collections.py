"""The collections of the demonstration: paths through its resources."""

from club.collections import operations
from club.demo.content import Entry, entries
from club.demo.conversations import Scene
from club.library.models import Resource


def collections(scene: Scene, shelf: dict[str, Resource]) -> None:
    """Every collection with its steps in order, the oldest first."""
    for entry in sorted(entries("collections"), key=lambda entry: -entry["days_ago"]):
        _collection(entry, scene, shelf)


def _collection(entry: Entry, scene: Scene, shelf: dict[str, Resource]) -> None:
    at = scene.calendar.ago(entry["days_ago"])
    sheet = operations.Sheet(title=entry["title"], intro=entry["intro"], is_shared=entry["recommended_by"] is not None)
    made = operations.create(sheet, by=scene.people[entry["author"]])
    for step in entry["steps"]:
        operations.add(made, shelf[step["resource"]].id, step["why"])
    if entry["recommended_by"]:
        operations.recommend(made, by=scene.people[entry["recommended_by"]])
        made.shared_at = made.recommended_at = at
    made.created_at = made.updated_at = at
