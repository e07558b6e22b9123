"""The forms of what a member keeps."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from club.forms import most
from club.library.bookmarks import Bookmark, ResourceFolder
from club.paging import AnyRow

SHORT = most(ResourceFolder.NAME_MAX)


class KeepForm(FlaskForm):
    """A note of one's own and a folder, that may be new."""

    note = TextAreaField(
        "Ma note",
        [most(Bookmark.NOTE_MAX)],
        description="Vous seul la lisez : pourquoi vous gardez cette ressource, la page à retrouver.",
    )
    folder_id = SelectField("Dossier", coerce=int)
    new_folder = StringField("Ou un nouveau dossier", [SHORT])

    def __init__(self, *args: Any, folders: Sequence[AnyRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.folder_id.choices = [(0, "Sans dossier")] + [(one.id, one.name) for one in folders]


class FolderForm(FlaskForm):
    """The name of a folder."""

    name = StringField("Nom du dossier", [InputRequired("Donnez un nom au dossier."), SHORT])

    def validate_name(self, field: StringField) -> None:
        if not (field.data or "").strip():
            raise ValidationError("Donnez un nom au dossier.")
