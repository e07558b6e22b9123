"""The columns of a catalogue: those of our own export, what a partner may add, the help and the example of each."""

from collections.abc import Iterator

from club import text
from club.importing import cells
from club.importing.cells import Column
from club.library.licences import LANGUAGES, LICENCES
from club.library.types import TYPES, Field, every_field
from club.tables import Wanted

MOST_LINES = 20_000
NAME = "un catalogue de ressources"

COLUMNS = (
    Column("identifiant", "Le numéro ou le code de la ressource dans votre catalogue. Il ne change pas d’un envoi à "
           "l’autre\u202f: c’est lui qui la retrouve. À défaut, la colonne « adresse » en tient lieu.",
           "FICHE-2026-014", ("id", "identifier", "reference", "référence")),
    Column("titre", "Obligatoire. 140 caractères au plus.", "Réussir la concertation autour d’une halle",
           ("title",)),
    Column("type", "Un des types du club\u202f: Guide, Webinaire, Modèle de document… Vide\u202f: le type choisi à "
           "l’envoi.", "Guide"),
    Column("resume", "Une ou deux phrases, 300 caractères au plus.",
           "Qui inviter, quand, et que faire des réponses\u202f: un déroulé en quatre réunions.",
           ("résumé", "summary", "description")),
    Column("texte", "Le texte de la page, en Markdown si vous voulez des intertitres et des listes.",
           "## Avant la première réunion\n\nRecensez les usages actuels de la place.", ("text", "contenu")),
    Column("themes", "Des thèmes du club, séparés par des points-virgules.", "Commerce et artisanat",
           ("thèmes", "theme", "thème")),
    Column("etapes", "Les étapes du projet où elle sert, séparées par des points-virgules.", "",
           ("étapes", "etape", "étape")),
    Column("territoires", "Là où elle s’applique, séparés par des points-virgules\u202f: France entière, une région, "
           "« Indre (36) », un EPCI, « Levroux (36) » ou son code Insee. Vide\u202f: le territoire choisi à l’envoi.",
           "Indre (36) ; Levroux (36)", ("territoire",)),
    Column("adresse", "Sa page sur votre site\u202f: elle devient son premier lien. Une adresse du club désigne une "
           "ressource déjà publiée ici, comme dans nos exports.", "https://catalogue.example/fiches/2026-014",
           ("url", "lien")),
    Column("liens", "D’autres liens, cinq en tout, un par ligne ou séparés par des points-virgules\u202f: "
           "« Libellé https://… ».", "", ("links",)),
    Column("licence", "Son nom ou son sigle\u202f: " + ", ".join(one.name for one in LICENCES.values()) + ".",
           "Licence Ouverte 2.0", ("license", "droits")),
    Column("langue", "Français si rien n’est dit. Son nom ou son code, comme fr, en ou oc.", "fr", ("language",)),
    Column("a_verifier_le", "Le jour où elle sera à vérifier, comme 31/12/2027.", "",
           ("à vérifier le", "a verifier le", "expire_le")),
)  # fmt: skip
# Columns of our own export: two are read to know what a line is about, the others say nothing to import.
OWN = ("organisme", "fichiers", "publiee_le", "mise_a_jour_le")


def title_of(field: Field) -> str:
    """The title of the column of a detail: « duree », « numero_officiel »."""
    return text.slugify(field.label).replace("-", "_")


DETAILS = {title_of(field): field for field in every_field().values()}
TABLE = Wanted(
    NAME,
    {column.title: (column.title, *column.others) for column in COLUMNS}
    | {title: (title,) for title in OWN}
    | {title: (title, field.label.lower()) for title, field in DETAILS.items()},
    ("titre",),
    MOST_LINES,
)
LABELS = {
    "title": "titre", "type": "type", "summary": "résumé", "body": "texte", "themes": "thèmes", "stages": "étapes",
    "territories": "territoires", "links": "liens", "licence": "licence", "language": "langue",
    "expires_on": "date de vérification", "state": "publication",
}  # fmt: skip


def label_of(name: str) -> str:
    """A field as a report says it; a detail by its label."""
    kind, _, detail = name.partition(":")
    return every_field()[detail].label.lower() if kind == "detail" else LABELS[name]


def model() -> Iterator[str]:
    """The table to fill in, with one line as an example."""
    return cells.model(COLUMNS)


LONGER = {"fra": "fr", "fre": "fr", "eng": "en", "deu": "de", "ger": "de", "spa": "es", "ita": "it", "nld": "nl"}


def language_of(cell: str) -> str | None:
    """A language by its name or its code (ISO 639, « fr-FR » too); None when the club does not have it."""
    said = text.fold(cell)
    code = said.partition(" ")[0]
    named = next((key for key, name in LANGUAGES.items() if text.fold(name) == said), None)
    return named or LONGER.get(code) or (code if code in LANGUAGES else None)


def licence_of(cell: str) -> str | None:
    """A licence by its key, its name or the address of its terms; None when the club does not have it."""
    said, address = text.fold(cell), cell.strip().rstrip("/").replace("http://", "https://")
    for key, one in LICENCES.items():
        terms = one.url.partition("/deed")[0].rstrip("/")
        if said in {text.fold(key), text.fold(one.name)} or (terms and address == terms):
            return key
    return None


def details_by_type() -> dict[str, list[str]]:
    """The titles of the columns that each type has beside the others."""
    return {slug: [title_of(one) for one in shape.fields] for slug, shape in TYPES.items()}
