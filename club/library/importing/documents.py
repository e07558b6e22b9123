"""A document of a partner, whatever it is: a table or a feed."""

from club.importing import documents
from club.library.importing import feeds
from club.library.importing.columns import MOST_LINES, TABLE
from club.library.importing.feeds import Feed
from club.tables import NotATable

KINDS = {"csv": "Tableau CSV", "atom": "Fil Atom", "oai": "Réponse OAI-PMH"}
MIMES = {"csv": "text/csv", "atom": "application/atom+xml", "oai": "text/xml"}
NO_KEY = (
    "Aucune ligne n’a d’identifiant\u202f: ajoutez une colonne « identifiant », ou « adresse », pour qu’un second "
    "envoi retrouve les mêmes ressources."
)


def read(content: bytes) -> Feed:
    """What a document holds; raises NotATable, with the reason in French."""
    documents.refuse_others(content)
    found = feeds.read(content, MOST_LINES) if feeds.is_xml(content) else Feed("csv", *documents.table(content, TABLE))
    if not found.lines:
        raise NotATable("Ce document ne contient aucune ressource.")
    if not any(line["identifiant"] or line["adresse"] for line in found.lines):
        raise NotATable(NO_KEY)
    return found
