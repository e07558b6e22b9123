"""What the demonstration club says: the data files beside this module, as they were written."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
Entry = dict[str, Any]


@dataclass(frozen=True)
class Account:
    """An account that anybody may try: its address, and what it lets one see."""

    email: str
    who: str


ACCOUNTS = (
    Account("admin@club.example", "administration : demandes, rôles, journal"),
    Account("moderation@club.example", "modération : signalements, masquage"),
    Account("referente.indre@club.example", "référente de l’Indre : admissions et modération du département"),
    Account("levroux@club.example", "cheffe de projet de Levroux"),
    Account("valencay@club.example", "chef de projet de Valençay"),
    Account("partenaire.epf@club.example", "partenaire, pour un établissement public foncier"),
    Account("attente@club.example", "demande en attente d’admission"),
    Account("suspendu@club.example", "compte suspendu"),
)


@cache
def entries(name: str) -> tuple[Entry, ...]:
    """The entries of `name.json`, or of `name-1.json`, `name-2.json`… put together."""
    files = [*DATA.glob(f"{name}.json"), *sorted(DATA.glob(f"{name}-*.json"))]
    return tuple(entry for file in files for entry in json.loads(file.read_text(encoding="utf-8")))
