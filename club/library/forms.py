"""The form of a resource."""

from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, MultipleFileField
from wtforms import BooleanField, DateField, FieldList, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Optional, ValidationError

from club import text, uploads
from club.forms import Needed, Versioned, most, readable
from club.library import details, fields, types
from club.library.fields import ContactForm, DetailFields, LinkForm
from club.library.licences import FRENCH, LANGUAGES, LICENCE_CHOICES
from club.library.models import Resource, ResourceCover
from club.library.operations import Contact, Link, Sheet
from club.members import queries as members
from club.members.forms import Checkboxes, OrganisationsField, line
from club.territories import coverage
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

LINK_ROWS, CONTACT_ROWS = 5, 3


class ResourceForm(DetailFields, coverage.CoverageFields, Versioned, FlaskForm):
    """All that a resource says; a draft needs a title only."""

    title = StringField(
        "Titre",
        [DataRequired("Écrivez un titre."), most(Resource.TITLE_MAX)],
    )
    summary = TextAreaField(
        "Résumé",
        [
            Needed("Résumez la ressource en une ou deux phrases."),
            most(Resource.SUMMARY_MAX),
        ],
        description="Il s’affiche dans les listes : dites à qui elle sert et ce qu’on y trouve.",
    )
    body = TextAreaField("Texte", [most(50_000), readable])
    type_id = SelectField("Type", coerce=int)
    organisation_id = SelectField("Organisation qui publie", coerce=int)
    themes = Checkboxes("Thèmes", [Needed("Choisissez au moins un thème.")], coerce=int)
    stages = Checkboxes("Étapes du projet où elle sert", coerce=int)
    partners = OrganisationsField(
        "Publiée avec",
        [most(2000)],
        description="Un par ligne, de l’annuaire : nom ou sigle. Celles qui acceptent la tiennent à jour aussi.",
    )
    language = SelectField("Langue", choices=LANGUAGES, default=FRENCH)
    licence = SelectField("Licence", choices=LICENCE_CHOICES, default="")
    cover = FileField("Image de couverture", description="PNG, JPG ou WEBP. Elle est réduite, et perd ses métadonnées.")
    cover_alt = StringField(
        "Description de l’image",
        [most(ResourceCover.ALT_MAX)],
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
        if can_choose_organisation:
            self.organisation_id.choices = [(one.id, one.name) for one in members.organisations()]
        else:
            del self.organisation_id

    @property
    def fields_of_types(self) -> dict[int, list[str]]:
        """The names of the details of each type, for the page to show them when another type is chosen."""
        shapes = {id: types.shape_of(slug) for id, slug in self.slugs.items()}
        return {id: [fields.PREFIX + one.name for one in shape.fields] for id, shape in shapes.items()}

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

    def sheet(self, organisation_id: int | None) -> Sheet:
        """What was typed, ready to be kept."""
        rows = [row.data for row in self.links if (row.data["url"] or "").strip()]
        people = [Contact(**{name: line(one) for name, one in row.data.items()}) for row in self.contacts]
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
            partner_ids=self.partners.ids,
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
