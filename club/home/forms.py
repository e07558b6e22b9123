"""The search form."""

from wtforms import Form, RadioField, StringField

KINDS = {
    "topic": "Sujets",
    "post": "Messages",
    "experience": "Expériences",
    "resource": "Ressources",
    "aid": "Aides",
    "collection": "Parcours",
    "help": "Entraide",
    "organisation": "Partenaires",
    "commune": "Communes",
    "territory": "Territoires",
    "member": "Membres",
}


class SearchForm(Form):
    """Words and, if wanted, one kind of thing; asked by GET, so the address holds the whole search."""

    q = StringField("Chercher dans le club")
    genre = RadioField("Genre", choices={"": "Tout", **KINDS}, default="")
