"""What the forms of the club have in common: how a field is judged, how a version and a number are read."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from club import french, text
from club.access import Conflict

PHONE = re.compile(r"\+?[0-9][0-9 .()-]{2,25}")
NOT_A_PHONE = "Écrivez un numéro de téléphone, par exemple 02 54 00 00 00."
KEPT_FILES = "Les fichiers que vous ajoutiez sont gardés : ils vous attendent dans le formulaire."


def whole(value: object) -> int | None:
    """A number sent by a form; None for whatever else."""
    typed = str(value)
    return int(typed) if typed.isdecimal() and len(typed) < 9 else None


def most(limit: int) -> Length:
    """No more characters than this."""
    return Length(max=limit, message=f"{french.number(limit)} caractères au plus.")


def readable(form: Any, field: TextAreaField) -> None:
    """A Markdown text that can be rendered."""
    try:
        text.render(text.clean(field.data or ""))
    except text.TooComplex as why:
        raise ValidationError(str(why)) from why


def is_address(typed: str) -> bool:
    """Whether it is a whole web address."""
    try:
        parts = urlsplit(typed)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def phone(form: Any, field: StringField) -> None:
    """A number that can be called, or nothing."""
    if field.data and not PHONE.fullmatch(field.data.strip()):
        raise ValidationError(NOT_A_PHONE)


def web_address(form: Any, field: StringField) -> None:
    """A whole address, or nothing."""
    if field.data and not is_address(field.data.strip()):
        raise ValidationError("Saisissez une adresse complète, qui commence par https://.")


class Needed:
    """A field that a draft may leave empty, and that publication asks for: the form says whether it `is_whole`."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if form.is_whole and not (field.data.strip() if isinstance(field.data, str) else field.data):
            raise ValidationError(self.sentence)


@contextmanager
def saying_files_are_kept(are_kept: bool) -> Iterator[None]:
    """Two people edit: who is second reads that the files of the form wait in it too, when they do."""
    try:
        yield
    except Conflict as conflict:
        if not are_kept:
            raise
        raise Conflict(conflict.theirs, conflict.mine, f"{conflict} {KEPT_FILES}") from conflict


class Versioned:
    """Mixed into a form that edits a thing: it carries the version it started from."""

    version = HiddenField()

    @property
    def stale_from(self) -> int:
        """The version the editor started from; 0 when it cannot be read."""
        return whole(self.version.data) or 0


class RestoreForm(Versioned, FlaskForm):
    """Going back to an older text."""

    wanted = HiddenField()

    @property
    def number(self) -> int:
        """The version to go back to."""
        return whole(self.wanted.data) or 0
