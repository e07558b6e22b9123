"""The form that brings a table of organisations."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SelectField
from wtforms.validators import ValidationError

from club import french, uploads
from club.access import Refused
from club.directory.importing.columns import MOST_LINES, TABLE
from club.importing import documents
from club.tables import Line
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

NONE = (0, "Aucun\u202f: ces lignes sont refusées")


class PartnerImportForm(FlaskForm):
    """A table, and what its new organisations are when it does not say; `lines` and `notes` once it is read."""

    file = FileField("Le tableau", [FileRequired("Choisissez un fichier.")])
    type_id = SelectField(
        "Type des nouvelles organisations dont la ligne n’en dit pas",
        coerce=int,
        default=0,
        description="Laissez « Aucun » si le tableau a une colonne « type ».",
    )
    submission = HiddenField()
    lines: Sequence[Line] = ()
    notes: Sequence[str] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = f"{current_app.config['CLUB'].max_upload_mb} Mo et {french.number(MOST_LINES)} lignes au plus"
        self.file.description = f"Au format CSV, de n’importe quel tableur. {most}."
        self.type_id.choices = [NONE, *vocabulary.choices(TermKind.PARTNER_TYPE)]

    def validate_file(self, field: FileField) -> None:
        try:
            content = uploads.received(field.data)
            documents.refuse_others(content)
            self.lines, self.notes = documents.table(content, TABLE)
        except Refused as why:
            raise ValidationError(str(why)) from why
        if not self.lines:
            raise ValidationError("Ce tableau ne contient aucune organisation.")
