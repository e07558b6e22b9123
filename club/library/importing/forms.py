"""The form that brings a catalogue: its document, and what its lines do not say."""

from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import ValidationError

from club import french, uploads
from club.access import Refused
from club.library.importing import documents
from club.library.importing.columns import MOST_LINES
from club.library.importing.feeds import Feed
from club.library.importing.operations import Wanted
from club.members import queries as members
from club.members.forms import Checkboxes
from club.territories import coverage
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

DRAFT, PUBLISHED = "draft", "published"
NOWHERE = "Ce document ne dit aucun territoire\u202f: choisissez celui de ses ressources."


class ImportForm(coverage.CoverageFields, FlaskForm):
    """What is asked before anything is read; `content` and `found` hold the document once it is judged."""

    organisation_id = SelectField("Organisation", coerce=int)
    file = FileField("Le document", [FileRequired("Choisissez un fichier.")])
    state = RadioField("Ce que deviennent les ressources complètes", default=DRAFT)
    type_id = SelectField("Type", coerce=int, description="Pour les lignes qui n’en disent pas.")
    themes = Checkboxes("Thèmes des nouvelles ressources qui n’en disent pas (facultatif)", coerce=int)
    submission = HiddenField()

    def __init__(self, *args: Any, can_choose_organisation: bool, is_reviewed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.content, self.found = b"", Feed()
        largest = current_app.config["CLUB"].max_upload_mb
        most = f"{largest} Mo et {french.number(MOST_LINES)} lignes au plus"
        self.file.description = f"Tableau CSV de n’importe quel tableur, fil Atom ou réponse OAI-PMH. {most}."
        shown = "À relire par l’équipe, qui les publie" if is_reviewed else "Publiées"
        self.state.choices = [(DRAFT, "Brouillons"), (PUBLISHED, shown)]
        self.state.description = (
            "Ce qui manque d’un résumé, d’un thème ou de ce que le type demande reste un brouillon. Une ressource que "
            "vous avez retirée ou archivée n’est pas republiée."
        )
        self.type_id.choices = vocabulary.choices(TermKind.RESOURCE_TYPE)
        self.themes.choices = vocabulary.choices(TermKind.THEME)
        self.offer_places()
        if can_choose_organisation:
            self.organisation_id.choices = [(one.id, one.name) for one in members.organisations()]
        else:
            del self.organisation_id

    def validate_file(self, field: FileField) -> None:
        try:
            self.content = uploads.received(field.data)
            self.found = documents.read(self.content)
        except Refused as why:
            raise ValidationError(str(why)) from why

    def validate(self, extra_validators: Any = None) -> bool:
        """A territory is asked for once the document was read, if it says none."""
        is_right = super().validate(extra_validators)
        if self.found.lines and not any(one["territoires"] for one in self.found.lines) and not self.is_anywhere:
            self.covers_france.errors = [NOWHERE]
            return False
        return bool(is_right)

    @property
    def wanted(self) -> Wanted:
        """What was asked."""
        return Wanted(
            kind=self.found.kind,
            name=self.file.data.filename or "catalogue",
            is_published=self.state.data == PUBLISHED,
            type_id=self.type_id.data,
            theme_ids=self.themes.data or [],
            territories=self.covered,
        )
