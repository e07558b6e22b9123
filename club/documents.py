"""The generated documents: docs/settings.md and docs/permissions.md."""

from types import SimpleNamespace
from typing import Any

from club import config
from club.policy import Action, can

ROLES = ("member", "partner", "referent", "moderator", "administrator")
KINDS = ("visitor", "pending", *ROLES)
FRENCH = ("visiteur", "en attente", "membre", "partenaire", "référent", "modération", "administration")


def settings() -> str:
    """Every setting, as a Markdown table."""
    lines = [
        "# Réglages",
        "",
        "Produit par `club settings`. Chaque réglage est une variable d’environnement.",
        "",
        "| variable | par défaut | sens |",
        "|---|---|---|",
    ]
    lines += [f"| `{name}` | {_code(default)} | {meaning} |" for name, default, meaning in config.table()]
    return "\n".join(lines) + "\n"


def _code(value: str) -> str:
    """A value inside a cell of a table."""
    return f"`{value}`".replace("|", "\\|") if value else ""


def permissions() -> str:
    """Who may do what: each action, each kind of person, on the things that make a difference."""
    lines = [
        "# Qui peut faire quoi",
        "",
        "Produit par `club policy`. « x » : permis. Une chose est « à soi » (auteur ou organisation), publiée, "
        "d’un autre (publiée, du même département que le référent), d’ailleurs (d’un autre département), "
        "ou cachée (brouillon, masquée). Déclarer une demande d’aide demande en plus d’être chef de projet.",
        "",
        "| action | chose | " + " | ".join(FRENCH) + " |",
        "|---|---|" + "---|" * len(FRENCH),
    ]
    for action in Action:
        previous: list[str] = []
        for name, thing in _things().items():
            cells = ["x" if can(viewer, action, thing) else "." for viewer in _viewers()]
            if cells != previous:
                lines.append(f"| `{action}` | {name} | " + " | ".join(cells) + " |")
            previous = cells
    return "\n".join(lines) + "\n"


def _viewers() -> list[Any]:
    nobody = {"organisation_id": None, "scope_departements": (), "is_project_leader": False}
    visitor = SimpleNamespace(id=None, role="", status="", **nobody)
    pending = SimpleNamespace(id=2, role="member", status="pending", **nobody)
    members = [
        SimpleNamespace(
            id=number,
            role=role,
            status="active",
            organisation_id=70 if role == "partner" else None,
            scope_departements=("36",) if role == "referent" else (),
            is_project_leader=False,
        )
        for number, role in enumerate(ROLES, start=3)
    ]
    return [visitor, pending, *members]


def _things() -> dict[str, Any]:
    return {
        "d’un autre": _thing(),
        "de la commune d’un membre": _thing(team_ids={3}),
        "privée": _thing(shared_at=None),
        "recommandée": _thing(recommended_at=1),
        "d’ailleurs": _thing(departement_code="37"),
        "recommandée, d’ailleurs": _thing(recommended_at=1, departement_code="37"),
        "cachée": _thing(hidden_at=1, published_at=None, status="suspended", is_findable=False, is_locked=True),
        "cachée, d’ailleurs": _thing(
            hidden_at=1, published_at=None, status="suspended", is_findable=False, is_locked=True, departement_code="37"
        ),
        "d’un membre": _thing(author_id=3, member_id=3),
        "transmise à un membre": _thing(successor_id=3),
        "de l’organisation": _thing(organisation_id=70, id=70, published_at=None),
        "publiée avec l’organisation": _thing(co_editor_ids={70}, published_at=None),
        "proposée à l’organisation": _thing(asked_ids={70}, published_at=None),
        "close": _thing(closed_at=1),
        "retirée": _thing(withdrawn_at=1),
        "proposée": _thing(standing="proposed"),
        "proposée par un membre": _thing(standing="proposed", proposed_by_id=3),
        "proposée, d’ailleurs": _thing(standing="proposed", departement_code="37"),
        "de l’équipe": _thing(role="moderator"),
        "pour les communes": _thing(audience="communes"),
        "pour les chefs de projet": _thing(audience="project_leaders"),
        "pour les chefs de projet, d’ailleurs": _thing(audience="project_leaders", departement_code="37"),
    }


def _thing(**differences: Any) -> Any:
    usual: dict[str, Any] = {
        "id": 99,
        "author_id": 98,
        "member_id": 98,
        "writer_ids": {97},
        "invited_ids": {96},
        "team_ids": {95},
        "co_editor_ids": {94},
        "asked_ids": {93},
        "successor_id": 92,
        "organisation_id": 8,
        "departement_code": "36",
        "published_at": 1,
        "shared_at": 1,
        "recommended_at": None,
        "hidden_at": None,
        "closed_at": None,
        "withdrawn_at": None,
        "standing": "listed",
        "proposed_by_id": None,
        "removed_at": None,
        "is_locked": False,
        "is_solution_locked": False,
        "audience": "members",
        "status": "active",
        "role": "member",
        "is_email_shown": False,
        "is_findable": True,
        "noted_at": 1,
    }
    thing = SimpleNamespace(**(usual | differences))
    thing.departement_codes = [thing.departement_code]
    thing.topic = thing.post = thing.resource = thing.collection = thing.offer = thing.author = thing
    thing.organisation = thing
    return thing
