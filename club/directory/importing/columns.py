"""The columns of a table of organisations: those of our own export and the presentation."""

from collections.abc import Iterator

from club.importing import cells
from club.importing.cells import Column
from club.tables import Wanted

MOST_LINES = 5_000
PARTED = "|;\n"  # our export puts « | » between territories, other tables a semicolon
NAME = "un annuaire de partenaires"
COLUMNS = (
    Column("nom", "Obligatoire. 160 caractères au plus. Sans numéro, c’est lui qui retrouve la fiche, aux majuscules "
           "et aux accents près. Retrouvée par son numéro, elle prend le nom écrit ici.",
           "Agence des deux vallées",
           ("name", "raison sociale", "raison_sociale", "dénomination", "denomination", "organisation", "organisme")),
    Column("sigle", "30 caractères au plus.", "A2V", ("acronym", "acronyme")),
    Column("type", "Un des types de l’annuaire\u202f: CAUE, Agence d’urbanisme, Chambre consulaire… Vide, pour une "
           "nouvelle fiche\u202f: le type choisi à l’envoi.", "Agence d’urbanisme"),
    Column("siren", "Les 9 chiffres de l’organisation. C’est lui qui retrouve la fiche.", "732 829 320",
           ("numéro siren", "numero_siren", "n° siren")),
    Column("siret", "Les 14 chiffres d’une antenne qui a sa propre fiche. Si les deux sont là et qu’aucune fiche n’a "
           "ce SIRET, c’est le SIREN qui compte.", "", ("numéro siret", "numero_siret", "n° siret")),
    Column("en_une_phrase", "Ce qu’elle apporte, en 300 caractères au plus\u202f: elle s’affiche dans les listes.",
           "Elle aide les communes à préparer leurs projets d’aménagement.",
           ("en une phrase", "résumé", "resume", "summary")),
    Column("presentation", "Qui elle est, en Markdown si vous voulez. 20 000 caractères au plus.", "",
           ("présentation", "description")),
    Column("site", "Une adresse complète, ou «\u00a0www.exemple.fr\u00a0».", "https://agence.example",
           ("site web", "site_web", "site internet", "url", "website")),
    Column("adresse", "300 caractères au plus, sur une ligne.", "3 place de la Halle, 36110 Levroux", ("address",)),
    Column("territoires", "Là où elle intervient, séparés par « | » ou des points-virgules\u202f: France entière, une "
           "région, « Indre (36) », un EPCI ou son SIREN, une liste de communes, « Levroux (36) » ou son code Insee. "
           "Cette case remplace ce que dit la fiche.", "Indre (36) | Centre-Val de Loire",
           ("territoire", "perimetre", "périmètre")),
)  # fmt: skip
TABLE = Wanted(NAME, {one.title: (one.title, *one.others) for one in COLUMNS}, ("nom",), MOST_LINES)
LABELS = {
    "name": "nom", "acronym": "sigle", "type_id": "type", "siren": "SIREN", "siret": "SIRET",
    "summary": "phrase", "description": "présentation", "website": "site", "address": "adresse",
    "territories": "territoires",
}  # fmt: skip


def model() -> Iterator[str]:
    """The table to fill in, with one line as an example."""
    return cells.model(COLUMNS)
