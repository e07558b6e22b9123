"""The form of a resource."""

from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, DateField, FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from club import text, uploads
from club.library import details, fields, types
from club.library.fields import ContactForm, DetailFields, LinkForm
from club.library.licences import FRENCH, LANGUAGES, LICENCE_CHOICES
from club.library.models import Resource, ResourceCover
from club.library.operations import Contact, Link, Sheet
from club.members import queries as members
from club.members.forms import Checkboxes, line
from club.territories import coverage, names
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LINK_ROWS, CONTACT_ROWS, MOST_PARTNERS = 5, 3, 20


class Needed:
    """A field that a draft may leave empty, and that publication asks for."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if form.is_whole and not (field.data.strip() if isinstance(field.data, str) else field.data):
            raise ValidationError(self.sentence)


class ResourceForm(DetailFields, coverage.CoverageFields, FlaskForm):
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
    stages = Checkboxes("Étapes du projet où elle sert", coerce=int)
    partners = TextAreaField(
        "Publiée avec",
        [fields.most(2000)],
        description="Un par ligne : nom ou sigle d’une organisation de l’annuaire.",
    )
    language = SelectField("Langue", choices=LANGUAGES, default=FRENCH)
    licence = SelectField("Licence", choices=LICENCE_CHOICES, default="")
    cover = FileField("Image de couverture", description="PNG, JPG ou WEBP. Elle est réduite, et perd ses métadonnées.")
    cover_alt = StringField(
        "Description de l’image",
        [fields.most(ResourceCover.ALT_MAX)],
        description="Pour qui ne la voit pas : ce qu’elle montre, en une phrase.",
    )
    cover_remove = BooleanField("Retirer l’image de couverture")
    contacts = FieldList(FormField(ContactForm), "Contacts", min_entries=CONTACT_ROWS, max_entries=CONTACT_ROWS)
    links = FieldList(FormField(LinkForm), "Liens", min_entries=LINK_ROWS, max_entries=LINK_ROWS)
    files = MultipleFileField("Ajouter des fichiers")
    expires_on = DateField(
        "À vérifier à partir du (facultatif)",
        [Optional()],
        description="Ce jour-là, la page dit que la ressource est à vérifier, et votre organisation est prévenue.",
    )
    submission = HiddenField()
    version = HiddenField()

    def __init__(
        self,
        *args: Any,
        can_choose_organisation: bool,
        is_whole: bool,
        has_files: bool = False,
        has_cover: bool = False,
        **kwargs: Any,
    ) -> None:
        """`has_files`, `has_cover`: what the resource keeps once this form is sent, before what is sent with it."""
        super().__init__(*args, **kwargs)
        self.is_whole, self.has_files, self.has_cover = is_whole, has_files, has_cover
        largest = current_app.config["CLUB"].max_upload_mb
        self.files.description = f"{uploads.KNOWN}. {largest} Mo au plus pour chaque fichier."
        self.slugs = {kind.id: kind.slug for kind in vocabulary.terms(TermKind.RESOURCE_TYPE)}
        self.type_id.choices = vocabulary.choices(TermKind.RESOURCE_TYPE)
        chosen = self.type_id.data or next(iter(self.slugs), 0)
        self.shape = types.shape_of(self.slugs.get(chosen, ""))
        self.themes.choices = vocabulary.choices(TermKind.THEME)
        self.stages.choices = vocabulary.choices(TermKind.PROJECT_STAGE)
        self.offer_places()
        organisations = members.organisations()
        self.known = {names.key(name): one.id for one in organisations for name in (one.acronym, one.name) if name}
        if can_choose_organisation:
            self.organisation_id.choices = [(one.id, one.name) for one in organisations]
        else:
            del self.organisation_id

    @property
    def fields_of_types(self) -> dict[int, list[str]]:
        """The names of the details of each type, for the page to show them when another type is chosen."""
        shapes = {id: types.shape_of(slug) for id, slug in self.slugs.items()}
        return {id: [fields.PREFIX + one.name for one in shape.fields] for id, shape in shapes.items()}

    def validate_body(self, field: TextAreaField) -> None:
        try:
            text.render(text.clean(field.data or ""))
        except text.TooComplex as why:
            raise ValidationError(str(why)) from why

    def validate_partners(self, field: TextAreaField) -> None:
        typed = self._lines(field)
        if len(typed) > MOST_PARTNERS:
            raise ValidationError(f"{MOST_PARTNERS} organisations au plus.")
        for name in typed:
            if names.key(name) not in self.known:
                raise ValidationError(f"« {name[:80]} » n’est pas dans l’annuaire des partenaires.")

    def validate_covers_france(self, field: BooleanField) -> None:
        if self.is_whole and not self.is_anywhere:
            raise ValidationError(
                "Dites où la ressource s’applique : France entière, régions, départements, EPCI ou communes."
            )

    def validate_files(self, field: MultipleFileField) -> None:
        sent = any(getattr(one, "filename", "") for one in field.data or [])
        if self.is_whole and self.shape.needed_file and not (sent or self.has_files):
            raise ValidationError(f"Ajoutez {self.shape.needed_file}.")

    def validate_cover_alt(self, field: StringField) -> None:
        is_shown = bool(self.cover.data) or (self.has_cover and not self.cover_remove.data)
        if self.is_whole and is_shown and not (field.data or "").strip():
            raise ValidationError("Décrivez l’image en une phrase.")

    @staticmethod
    def _lines(field: TextAreaField) -> list[str]:
        return [one for one in map(line, (field.data or "").splitlines()) if one]

    @property
    def stale_from(self) -> int:
        """The version the editor started from."""
        typed = str(self.version.data)
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

    def sheet(self, organisation_id: int | None) -> Sheet:
        """What was typed, ready to be kept."""
        rows = [row.data for row in self.links if (row.data["url"] or "").strip()]
        people = [Contact(**{name: line(one) for name, one in row.data.items()}) for row in self.contacts]
        partners = [self.known.get(names.key(one)) for one in self._lines(self.partners)]
        return Sheet(
            title=line(self.title.data),
            summary=line(self.summary.data),
            body=text.clean(self.body.data or ""),
            type_id=self.type_id.data,
            organisation_id=self.organisation_id.data if "organisation_id" in self else organisation_id,
            theme_ids=self.themes.data or [],
            territories=self.covered,
            links=[Link(line(row["url"]), line(row["label"]) or line(row["url"])[:160]) for row in rows],
            expires_on=self.expires_on.data,
            details=self.details,
            stage_ids=self.stages.data or [],
            partner_ids=[one for one in partners if one],
            contacts=[one for one in people if one.name],
            language=self.language.data,
            licence=self.licence.data,
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
            "facts": details.facts(self.slugs[typed.type_id], typed.details),
        }


def filled(resource: Resource) -> dict[str, Any]:
    """What the form starts with when a resource is edited."""
    same = ("title", "summary", "body", "type_id", "organisation_id", "version", "expires_on", "language", "licence")
    start = {name: getattr(resource, name) for name in same} | coverage.filled(resource.territories)
    return (
        start
        | fields.filled(resource.details)
        | {
            "themes": [theme.id for theme in resource.themes],
            "stages": [stage.id for stage in resource.stages],
            "partners": "\n".join(one.name for one in resource.partners),
            "contacts": resource.contacts[:CONTACT_ROWS],
            "cover_alt": resource.cover.alt if resource.cover else "",
            "links": [{"url": one.url, "label": one.label} for one in resource.links][:LINK_ROWS],
        }
    )
