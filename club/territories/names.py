"""Names of places folded for searching, sorting and addresses: accents, hyphens, « St » do not matter."""

import re
import unicodedata
from functools import lru_cache

LONGEST = 80
MOST_WORDS = 6  # of a question; more would only slow the search down
ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
ARTICLES = ("les ", "le ", "la ", "los ", "las ", "aux ", "l ")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
PLURALS = set("Alpes Ardennes Bouches Côtes Deux Hautes Hauts Landes Pyrénées Terres Vosges Yvelines".split())
FEMININES = set(
    "Charente Corrèze Corse Côte Creuse Dordogne Drôme Gironde Guadeloupe Guyane Haute Loire Lozère Manche Marne "
    "Martinique Mayenne Meurthe Meuse Moselle Nièvre Nouvelle Polynésie Saône Sarthe Savoie Seine Somme Vendée "
    "Vienne".split()
)
BARE = {"La", "Mayotte", "Paris", "Saint", "Wallis"}
APOSTROPHES = re.compile(r"['’ʼ]")
OTHERS = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.translate(LIGATURES))
    return "".join(c for c in flat if not unicodedata.combining(c)).lower()


def _spaced(text: str) -> list[str]:
    return [ABBREVIATIONS.get(word, word) for word in OTHERS.split(text) if word]


def key(name: str) -> str:
    """What two spellings of one name share: « St-Éloi » and « saint eloi » give `saint eloi`."""
    return " ".join(_spaced(_fold(name)))[:LONGEST].rstrip()


def sort_key(name: str) -> str:
    """The key without its article: « Le Blanc » is sorted among the B."""
    folded = key(name)
    article = next((a for a in ARTICLES if folded.startswith(a)), "")
    return folded.removeprefix(article)


def slug(name: str) -> str:
    """The readable part of an address: « 36093-levroux »."""
    return key(name).replace(" ", "-") or "commune"


def path(code: str, name: str) -> str:
    """What the address of a territory carries: « 36-indre »."""
    return f"{code}-{slug(name)}"


def words(name: str) -> set[str]:
    """The words that find a name; « L’Haÿ » is found by « l hay », « hay » and « lhay »."""
    folded = _fold(name)
    return {word[:LONGEST] for word in (*_spaced(folded), *_spaced(APOSTROPHES.sub("", folded)))}


def asked(text: str) -> list[str]:
    """The words of a question, few and short enough to be searched."""
    folded = _spaced(_fold(text[: 2 * LONGEST]))
    return list(dict.fromkeys(word[:LONGEST] for word in folded))[:MOST_WORDS]


def code(text: str) -> str:
    """A code as typed, fit to be looked for: « 2a004 » → « 2A004 »."""
    return OTHERS.sub("", text[:LONGEST].lower()).upper()


def position(departement: str) -> int:
    """The rank of a département by its code: 2A and 2B stand between 19 and 21."""
    return {"2A": 201, "2B": 202}.get(departement) or int(departement) * 10


def of_departement(name: str) -> str:
    """« de l’Indre », « du Cher », « de la Creuse », « des Landes », « de Paris »."""
    first = re.split(r"[- ]", name)[0]
    if first in PLURALS:
        return f"des {name}"
    if first in BARE:
        return f"de {name}"
    if first in FEMININES:
        return f"de la {name}"
    is_elided = _fold(name)[:1] in set("aehiouy") and first != "Haut"
    return f"de l’{name}" if is_elided else f"du {name}"
