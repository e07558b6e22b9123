"""The form of a resource."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from club import text, uploads
from club.library.models import Resource
from club.library.operations import Link, Sheet
from club.members import queries as members
from club.members.forms import Checkboxes, line
from club.territories import queries as territories
from club.territories import scopes
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LINK_ROWS = 5


def _is_address(typed: str) -> bool:
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


class LinkForm(Form):
    """One link; a row without an address is left out."""

    url = StringField("Adresse", [Length(max=500, message="500 caractères au plus.")])
    label = StringField("Texte du lien", [Length(max=160, message="160 caractères au plus.")])

    def validate_url(self, field: StringField) -> None:
        if field.data and not _is_address(field.data.strip()):
            raise ValidationError("Saisissez une adresse complète, qui commence par https://.")


class Needed:
    """A field that a draft may leave empty, and that publication asks for."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if form.is_whole and not (field.data.strip() if isinstance(field.data, str) else field.data):
            raise ValidationError(self.sentence)


class ResourceForm(FlaskForm):
    """All that a resource says; a draft needs a title only."""

    title = StringField(
        "Titre",
        [DataRequired("Écrivez un titre."), Length(max=Resource.TITLE_MAX, message="140 caractères au plus.")],
    )
    summary = TextAreaField(
        "Résumé",
        [
            Needed("Résumez la ressource en une ou deux phrases."),
            Length(max=Resource.SUMMARY_MAX, message="300 caractères au plus."),
        ],
        description="Il s’affiche dans les listes : dites à qui elle sert et ce qu’on y trouve.",
    )
    body = TextAreaField("Texte", [Length(max=50_000, message="50 000 caractères au plus.")])
    type_id = SelectField("Type", coerce=int)
    organisation_id = SelectField("Organisation qui publie", coerce=int)
    themes = Checkboxes("Thèmes", [Needed("Choisissez au moins un thème.")], coerce=int)
    covers_france = BooleanField("France entière")
    regions = SelectMultipleField("Régions")
    departements = SelectMultipleField("Départements")
    places = TextAreaField(
        "EPCI et communes",
        description=(
            "Un par ligne : numéro SIREN ou nom exact d’un EPCI, code Insee ou nom d’une commune suivi du département."
        ),
    )
    links = FieldList(FormField(LinkForm), "Liens", min_entries=LINK_ROWS, max_entries=LINK_ROWS)
    files = MultipleFileField("Ajouter des fichiers")
    expires_on = DateField(
        "À vérifier à partir du (facultatif)",
        [Optional()],
        description="Ce jour-là, la page dit que la ressource est à vérifier, et votre organisation est prévenue.",
    )
    submission = HiddenField()
    version = HiddenField()

    def __init__(self, *args: Any, can_choose_organisation: bool, is_whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_whole = is_whole
        largest = current_app.config["CLUB"].max_upload_mb
        self.files.description = f"{uploads.KNOWN}. {largest} Mo au plus pour chaque fichier."
        self.type_id.choices = vocabulary.choices(TermKind.RESOURCE_TYPE)
        self.themes.choices = vocabulary.choices(TermKind.THEME)
        self.regions.choices = [(one.code, one.name) for one in territories.regions()]
        self.departements.choices = [(one.code, f"{one.name} ({one.code})") for one in territories.departements()]
        self.typed: list[scopes.Scope] = []
        if can_choose_organisation:
            self.organisation_id.choices = [(one.id, one.name) for one in members.organisations()]
        else:
            del self.organisation_id

    def validate_body(self, field: TextAreaField) -> None:
        try:
            text.render(text.clean(field.data or ""))
        except text.TooComplex as why:
            raise ValidationError(str(why)) from why

    def validate_places(self, field: TextAreaField) -> None:
        try:
            self.typed = scopes.typed((field.data or "").splitlines()[:500])
        except scopes.UnknownPlace as typed:
            raise ValidationError(f"« {typed} » n’est pas reconnu, ou désigne plusieurs communes. Précisez.") from typed

    def validate_covers_france(self, field: BooleanField) -> None:
        chosen = (field.data, self.regions.data, self.departements.data, (self.places.data or "").strip())
        if self.is_whole and not any(chosen):
            raise ValidationError(
                "Dites où la ressource s’applique : France entière, régions, départements, EPCI ou communes."
            )

    @property
    def stale_from(self) -> int:
        """The version the editor started from."""
        typed = str(self.version.data)
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

    def sheet(self, organisation_id: int | None) -> Sheet:
        """What was typed, ready to be kept."""
        chosen = [scopes.ALL_FRANCE] if self.covers_france.data else []
        chosen += scopes.of_regions(self.regions.data or []) + scopes.of_departements(self.departements.data or [])
        rows = [row.data for row in self.links if (row.data["url"] or "").strip()]
        return Sheet(
            title=line(self.title.data),
            summary=line(self.summary.data),
            body=text.clean(self.body.data or ""),
            type_id=self.type_id.data,
            organisation_id=self.organisation_id.data if "organisation_id" in self else organisation_id,
            theme_ids=self.themes.data or [],
            territories=chosen + self.typed,
            links=[Link(line(row["url"]), line(row["label"]) or line(row["url"])[:160]) for row in rows],
            expires_on=self.expires_on.data,
        )

    def bare(self, organisation_id: int | None) -> Sheet:
        """A draft that holds the files of a form that cannot be kept yet."""
        kinds = [number for number, _ in self.type_id.choices]
        return Sheet(
            title=line(self.title.data)[: Resource.TITLE_MAX] or "Brouillon sans titre",
            summary="",
            body="",
            type_id=self.type_id.data if self.type_id.data in kinds else kinds[0],
            organisation_id=organisation_id,
            theme_ids=[],
            territories=[],
            links=[],
        )

    def preview(self) -> dict[str, Any]:
        """What the page would show, named like the columns of a resource."""
        typed = self.sheet(None)
        return {
            "title": typed.title,
            "summary": typed.summary,
            "body_html": text.render(typed.body),
            "links": typed.links,
            "territories": typed.territories,
        }


def filled(resource: Resource) -> dict[str, Any]:
    """What the form starts with when a resource is edited."""
    by_scope: dict[str, list[Any]] = {}
    for one in resource.territories:
        by_scope.setdefault(one.scope, []).append(one)
    typed = [one.label for one in by_scope.get("epci", [])] + [one.code for one in by_scope.get("commune", [])]
    names = ("title", "summary", "body", "type_id", "organisation_id", "expires_on", "version")
    return {name: getattr(resource, name) for name in names} | {
        "themes": [theme.id for theme in resource.themes],
        "covers_france": "france" in by_scope,
        "regions": [one.code for one in by_scope.get("region", [])],
        "departements": [one.code for one in by_scope.get("departement", [])],
        "places": "\n".join(typed),
        "links": [{"url": one.url, "label": one.label} for one in resource.links][:LINK_ROWS],
    }
