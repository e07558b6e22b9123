"""What time it is where a member works: the départements and territories overseas have clocks of their own."""

from typing import Any

from sqlalchemy import ColumnElement, case, func

MAINLAND = "Europe/Paris"
OVERSEAS = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "984": "Indian/Kerguelen",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
LABELS = {
    MAINLAND: "France métropolitaine (Paris)",
    "America/Guadeloupe": "Guadeloupe",
    "America/Martinique": "Martinique",
    "America/Cayenne": "Guyane",
    "Indian/Reunion": "La Réunion",
    "America/Miquelon": "Saint-Pierre-et-Miquelon",
    "Indian/Mayotte": "Mayotte",
    "America/St_Barthelemy": "Saint-Barthélemy",
    "America/Marigot": "Saint-Martin",
    "Indian/Kerguelen": "Terres australes et antarctiques françaises",
    "Pacific/Wallis": "Wallis-et-Futuna",
    "Pacific/Tahiti": "Polynésie française",
    "Pacific/Noumea": "Nouvelle-Calédonie",
}


def of_departement(code: str | None) -> str:
    """The name of the zone of a département."""
    return OVERSEAS.get(code or "", MAINLAND)


def said(chosen: Any, departement: Any) -> ColumnElement[str]:
    """The same in SQL: the zone somebody chose, else that of the département."""
    return func.coalesce(chosen, case(OVERSEAS, value=departement, else_=MAINLAND))
