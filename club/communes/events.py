"""What can happen to the project of a commune."""

from dataclasses import dataclass

from club.events import Event


@dataclass(frozen=True, kw_only=True)
class ProjectChanged(Event):
    """Its team wrote something: what is searched and compared must follow, and who follows the commune is told."""

    commune_code: str
    by_id: int
