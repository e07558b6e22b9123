"""Under which licence and in which language a resource is: two closed lists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Licence:
    """A licence by its name, and where its terms are."""

    name: str
    url: str = ""


_CC = "https://creativecommons.org/licenses"
LICENCES = {
    "etalab-2.0": Licence("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
    "cc0": Licence("CC0 (domaine public)", "https://creativecommons.org/publicdomain/zero/1.0/deed.fr"),
    "cc-by": Licence("CC BY 4.0", f"{_CC}/by/4.0/deed.fr"),
    "cc-by-sa": Licence("CC BY-SA 4.0", f"{_CC}/by-sa/4.0/deed.fr"),
    "cc-by-nd": Licence("CC BY-ND 4.0", f"{_CC}/by-nd/4.0/deed.fr"),
    "cc-by-nc": Licence("CC BY-NC 4.0", f"{_CC}/by-nc/4.0/deed.fr"),
    "cc-by-nc-sa": Licence("CC BY-NC-SA 4.0", f"{_CC}/by-nc-sa/4.0/deed.fr"),
    "odbl": Licence("ODbL 1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
    "reserved": Licence("Tous droits réservés"),
}
LICENCE_CHOICES = {"": "Non précisée"} | {key: one.name for key, one in LICENCES.items()}

FRENCH = "fr"
LANGUAGES = {
    "fr": "Français", "en": "Anglais", "de": "Allemand", "es": "Espagnol", "it": "Italien", "nl": "Néerlandais",
    "pt": "Portugais", "br": "Breton", "co": "Corse", "eu": "Basque", "oc": "Occitan", "ca": "Catalan",
    "gcf": "Créole des Antilles", "rcf": "Créole réunionnais",
}  # fmt: skip
