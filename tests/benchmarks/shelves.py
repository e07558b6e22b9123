"""What the club keeps, in bulk: experiences with their themes and their money, resources, and the key of a feed."""

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from club import clock
from club import text as writing
from club.experiences.models import Experience, ExperienceFunder, ExperienceTheme
from club.experiences.states import STAGES
from club.library.models import Resource
from club.members.feeds import FeedKey
from tests.benchmarks import prose

ALIKE = 40  # experiences of both clubs that pass the three measured filters: a full page, and some more
STAGE, COST = "usage", 120_000
FUNDERS = ("DETR", "Région Centre-Val de Loire", "Banque des Territoires", "Agence nationale de l’habitat", "FEDER")
RESOURCES = 100
Write = Callable[[Any, Iterator[dict[str, Any]] | list[dict[str, Any]]], None]


def fill(
    write: Write, dice: random.Random, *, experiences: int, communes: list[str], themes: list[int], type_id: int
) -> None:
    """The first ALIKE experiences share a theme, a stage and a cost; the others are of all sorts."""
    write(Experience, [_experience(dice, number, communes) for number in range(experiences)])
    write(ExperienceTheme, _themes(dice, experiences, themes))
    write(ExperienceFunder, _funders(dice, experiences))
    summaries = (_shelved(dice, number) for number in range(RESOURCES))
    write(Resource, [{**one, "summary": one["title"], "type_id": type_id} for one in summaries])
    write(FeedKey, [{"member_id": 1, "key": "une-cle-de-fil", "made_at": clock.now()}])


def _shelved(dice: random.Random, number: int) -> dict[str, Any]:
    title = prose.title(dice)
    moment = clock.now() - timedelta(hours=7 * number, minutes=5)
    return {
        "title": title,
        "slug": writing.slugify(title),
        "author_id": 2 + number % 200,
        "departement_code": "36",
        "published_at": moment,
    }


def _experience(dice: random.Random, number: int, communes: list[str]) -> dict[str, Any]:
    *usual, _ = prose.bodies()
    written = dice.sample(usual, len(Experience.PARTS))
    parts = {name: body.source for name, body in zip(Experience.PARTS, written, strict=True)}
    html = {f"{name}_html": body.html for name, body in zip(Experience.PARTS, written, strict=True)}
    kind = {"stage": STAGE, "cost": COST} if number < ALIKE else {"stage": dice.choice(STAGES)[0], "cost": _cost(dice)}
    one = _shelved(dice, number)
    return {**one, **parts, **html, **kind, "summary": one["title"], "commune_code": dice.choice(communes)}


def _cost(dice: random.Random) -> int:
    return round(10 ** dice.uniform(3.5, 6.5))


def _themes(dice: random.Random, experiences: int, themes: list[int]) -> Iterator[dict[str, Any]]:
    for number in range(experiences):
        chosen = {themes[0], dice.choice(themes)} if number < ALIKE else set(dice.sample(themes, 2))
        yield from ({"experience_id": number + 1, "term_id": term} for term in sorted(chosen))


def _funders(dice: random.Random, experiences: int) -> Iterator[dict[str, Any]]:
    for number in range(experiences):
        for position, name in enumerate(dice.sample(FUNDERS, 2)):
            paid = {"name": name, "amount": dice.randrange(5_000, 200_000), "position": position}
            yield {"experience_id": number + 1, **paid}
