"""What each type of resource says besides its text: one table of fields; details.py reads and shows them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One fact of a type. `kind` says how it is read; `needed` is what publication says when it is missing."""

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    needed: str = ""
    choices: Mapping[str, str] | None = None
    is_on_card: bool = False
    card_word: str = ""  # said before its value in a list


@dataclass(frozen=True)
class Shape:
    """What a type asks for: its fields, and whether its files come before its text."""

    fields: tuple[Field, ...]
    are_files_first: bool = False
    needed_file: str = ""


_AUDIENCE = Field("audience", "Pour qui", hint="Par exemple : chefs de projet, secrétaires de mairie.")
_EDITED = Field("edited_on", "Date de parution", "day", is_on_card=True)
_SPEAKERS = Field("speakers", "Intervenants", "lines", "Un par ligne : nom, fonction.")
_DURATION = Field("duration", "Durée", "duration", "Par exemple 1 h 30 ou 90 min.", is_on_card=True)
_COST = Field("price", "Prix", hint="Par exemple : gratuit, ou 120 € la journée.")
_CAPTIONS = Field(
    "captions", "Sous-titres et transcription", "choice",
    choices={"captions": "Sous-titrée", "transcript": "Transcription fournie",
             "both": "Sous-titrée, avec transcription", "none": "Ni sous-titres ni transcription"},
)  # fmt: skip
_RHYTHM = {
    "live": "En continu", "month": "Chaque mois", "quarter": "Chaque trimestre", "year": "Chaque année",
    "once": "Une seule fois",
}  # fmt: skip
_NATURE = {
    "loi": "Loi", "ordonnance": "Ordonnance", "decret": "Décret", "arrete": "Arrêté", "circulaire": "Circulaire",
    "instruction": "Instruction", "deliberation": "Délibération", "norme": "Norme", "autre": "Autre texte",
}  # fmt: skip
_FORMAT = {"here": "En présence", "far": "À distance", "mixed": "En présence et à distance", "alone": "À son rythme"}

TYPES: dict[str, Shape] = {
    "guide": Shape((_EDITED, _AUDIENCE, Field("authors", "Auteurs", "lines", "Un par ligne."))),
    "fiche-pratique": Shape((
        _AUDIENCE,
        Field("reading", "Temps de lecture", "duration", "Par exemple 5 min.", is_on_card=True),
        _EDITED,
    )),
    "retour-experience": Shape((
        Field("place", "Commune ou territoire raconté", needed="Dites de quel territoire vous parlez.",
              is_on_card=True),
        Field("year", "Année de réalisation", "year", is_on_card=True),
        Field("cost", "Coût", hint="Par exemple : 48 000 € hors taxes, dont 30 000 € de subventions."),
        Field("partners", "Avec qui", "lines", "Un par ligne."),
    )),
    "webinaire": Shape((
        Field("held_on", "Date", "day", needed="Indiquez la date du webinaire.", is_on_card=True),
        Field("starts_at", "Heure", "hour", "Heure de Paris, par exemple 14:00."),
        _DURATION,
        Field("register_url", "Inscription", "address"),
        Field("replay_url", "Replay", "address", "L’adresse de l’enregistrement, quand il est en ligne."),
        _SPEAKERS, _CAPTIONS,
    )),
    "outil": Shape((
        Field("tool_url", "Ouvrir l’outil", "address", "L’adresse de l’outil, s’il s’utilise en ligne."),
        Field("access", "Accès", "choice", choices={"free": "Libre", "account": "Avec un compte", "ask": "Sur demande"},
              is_on_card=True),
        _COST,
        Field("inputs", "Ce qu’il faut avoir sous la main", "lines", "Un par ligne : données, plans, délibérations."),
    )),
    "modele-de-document": Shape((
        Field("adapt", "Ce qu’il faut adapter", "lines", "Un point par ligne."),
        Field("checked_by", "Relu par", hint="Service juridique, préfecture, organisation…"),
        _EDITED,
    ), are_files_first=True, needed_file="le fichier du modèle"),
    "aide-financiere": Shape((
        Field("funder", "Qui finance", needed="Dites qui finance.", is_on_card=True),
        Field("opens_on", "Ouverture", "day"),
        Field("closes_on", "Clôture", "day", "Vide pour une aide permanente.", is_on_card=True,
              card_word="clôture le "),
        Field("amount", "Montant ou taux", hint="Par exemple : 30 % des dépenses, 50 000 € au plus."),
        Field("apply_url", "Déposer une demande", "address"),
    )),
    "etude": Shape((
        _EDITED,
        Field("authors", "Auteurs", "lines", "Un par ligne."),
        Field("period", "Période étudiée", hint="Par exemple 2015-2024."),
        Field("method", "Méthode", hint="Par exemple : enquête auprès de 120 communes."),
    )),
    "texte-de-reference": Shape((
        Field("nature", "Nature", "choice", choices=_NATURE, is_on_card=True),
        Field("number", "Numéro officiel", hint="Par exemple 2018-1021.",
              needed="Indiquez le numéro officiel du texte.", is_on_card=True),
        Field("signed_on", "Date du texte", "day", needed="Indiquez la date du texte.", is_on_card=True),
        Field("in_force_on", "En vigueur le", "day"),
        Field("official_url", "Texte officiel", "address", "Sur Légifrance ou au Bulletin officiel."),
    )),
    "jeu-de-donnees": Shape((
        Field("vintage", "Millésime", "year", needed="Indiquez l’année des données.", is_on_card=True),
        Field("producer", "Producteur"),
        Field("rhythm", "Mise à jour", "choice", choices=_RHYTHM, is_on_card=True),
        Field("mesh", "Maille", hint="Par exemple : commune, Iris, parcelle."),
        Field("data_url", "Ouvrir les données", "address"),
    ), are_files_first=True),
    "formation": Shape((
        Field("starts_on", "Début", "day", is_on_card=True),
        Field("ends_on", "Fin", "day"),
        _DURATION,
        Field("format", "Déroulement", "choice", choices=_FORMAT, is_on_card=True),
        Field("venue", "Lieu"),
        _COST,
        Field("register_before", "Inscription avant le", "day"),
        Field("register_url", "Inscription", "address"),
    )),
    "annuaire": Shape((
        Field("phone", "Téléphone", "phone", is_on_card=True),
        Field("email", "Courriel", "email"),
        Field("opening", "Horaires", hint="Par exemple : du lundi au jeudi, 9 h à 12 h."),
        Field("directory_url", "Ouvrir l’annuaire", "address"),
    )),
    "video": Shape((
        Field("video_url", "Regarder ou écouter", "address", needed="Indiquez l’adresse de la vidéo ou du balado."),
        _DURATION,
        Field("recorded_on", "Enregistrée le", "day", is_on_card=True),
        _SPEAKERS, _CAPTIONS,
    )),
    "foire-aux-questions": Shape((
        _AUDIENCE,
        Field("answered_by", "Réponses de", hint="Service ou personne qui répond."),
        Field("answered_on", "Réponses du", "day", is_on_card=True),
        Field("ask_url", "Poser une autre question", "address"),
    )),
}  # fmt: skip
BARE = Shape(())  # a type that administrators added


def shape_of(slug: str) -> Shape:
    """What a type asks for; nothing more than its text for a type that administrators added."""
    return TYPES.get(slug, BARE)


def every_field() -> dict[str, Field]:
    """Each field by its name: a name means the same in every type that has it."""
    return {field.name: field for shape in TYPES.values() for field in shape.fields}
