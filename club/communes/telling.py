"""In French: the reasons of twin communes, and what a project says, for its history and for two who write at once."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from club import french
from club.communes.comparing import Reason
from club.territories.bands import POPULATION

if TYPE_CHECKING:
    from club.communes.models import Project, ProjectAction, ProjectAxis
    from club.communes.operations import Axis, Presentation, Work

Said = dict[str, str]  # by label, as people read it
DROPPED = "Abandonnée"

KINDS = {
    (True, "cc"): "ville-centre d’une communauté de communes",
    (True, "agglo"): "ville-centre d’une agglomération",
    (False, "cc"): "commune d’une communauté de communes, sans en être la ville-centre",
    (False, "agglo"): "commune d’une agglomération, sans en être la ville-centre",
}
SHORT = {
    "overseas": "outre-mer",
    "near_size": "taille voisine",
    "alone": "à l’écart des autres communes du programme",
    "ort": "ORT signée",
}
MOST_THEMES = 3


def said(reason: Reason) -> str:
    """One reason, from what was kept of it."""
    name, *facts = reason
    if name == "size":
        return f"même taille ({POPULATION[facts[0]].label})"
    if name == "count":
        return f"presque autant d’habitants ({french.number(facts[0])})"
    if name == "kind":
        return KINDS[facts[0], facts[1]]
    if name == "role":
        return f"{'ville-centre' if facts[0] else 'n’est pas la ville-centre'} de son intercommunalité"
    if name in {"close", "near"}:
        return f"à {facts[0]} km à vol d’oiseau"
    return _named(name, facts)


def _named(name: str, facts: list[str]) -> str:
    if name == "departement":
        return f"même département : {facts[0]}"
    if name == "region":
        return f"même région : {facts[0]}"
    if name in {"stage", "next_stage"}:
        return f"{'même étape' if name == 'stage' else 'étape voisine'} : {facts[0]}"
    if name.startswith("themes_"):
        shown = ", ".join(map(french.small, facts[:MOST_THEMES]))
        more = f" et {len(facts) - MOST_THEMES} de plus" if len(facts) > MOST_THEMES else ""
        return f"{'même thème' if len(facts) == 1 else 'mêmes thèmes'} : {shown}{more}"
    return SHORT[name]


def presentation(one: "Project | Presentation") -> Said:
    """The presentation of a project, by label."""
    return {
        "En une phrase": one.summary,
        "Ce que nous cherchons": one.seeks,
        "Ce que nous pouvons montrer": one.shows,
        **_budget(one),
    }


def steps(stage_id: int | None, days: Mapping[int, date], labels: Mapping[int, str]) -> Said:
    """Where a project stands and its calendar, by label."""
    dated = {labels.get(id, ""): french.day(day) for id, day in sorted(days.items(), key=lambda one: (one[1], one[0]))}
    return {"Étape": labels.get(stage_id or 0, ""), **dated}


def axes(found: "Iterable[ProjectAxis | Axis]", labels: Mapping[int, str]) -> Said:
    """The axes of a project, by rank."""
    themes = ((one.title, labels.get(one.theme_id or 0, "")) for one in found)
    return {f"Axe {rank}": " · ".join(filter(None, words)) for rank, words in enumerate(themes, start=1)}


def action(one: "ProjectAction | Work", axis: str, state: str) -> Said:
    """An action, by label; the axis and the state in words."""
    is_dropped = one.is_dropped
    return {
        "Action": one.title,
        "En quelques mots": one.summary,
        "Axe": axis,
        "État": DROPPED if is_dropped else state,
        "Pourquoi abandonnée": one.why_dropped if is_dropped else "",
        "Début": french.day(one.starts_on) if one.starts_on else "",
        "Fin": french.day(one.ends_on) if one.ends_on else "",
        **_budget(one),
        "Expérience": f"n° {one.experience_id}" if one.experience_id else "",
        "Aide": f"n° {one.aid_id}" if one.aid_id else "",
    }


def _budget(one: "Project | Presentation | ProjectAction | Work") -> Said:
    return {
        "Budget": "" if one.budget is None else french.euros(one.budget),
        "Source du budget": one.budget_source,
        "Date du budget": french.day(one.budget_on) if one.budget_on else "",
    }


def in_lines(said: Said) -> str:
    """The same as a text of lines, to compare two versions."""
    return "\n".join(f"{label} : {words}" for label, words in said.items() if words)
