"""The parts of the form of a resource: links, contacts, and the fields that its type asks for."""

from typing import Any

from wtforms import Field as FormField
from wtforms import Form, SelectField, StringField, TextAreaField
from wtforms.validators import Email, Optional, ValidationError

from club.forms import most, phone, web_address
from club.library import details, types

PREFIX = "detail_"
INPUTS = {"day": "date", "hour": "time", "address": "url", "email": "email", "phone": "tel"}


class LinkForm(Form):
    """One link; a row without an address is left out."""

    url = StringField("Adresse", [most(500), web_address])
    label = StringField("Texte du lien", [most(160)])


class ContactForm(Form):
    """One person or desk to ask; a row left empty is left out."""

    name = StringField("Nom ou service", [most(120)])
    function = StringField("Fonction", [most(120)])
    email = StringField("Courriel", [Optional(), Email("Vérifiez cette adresse de courriel."), most(254)])
    phone = StringField("Téléphone", [most(30), phone])

    def validate_name(self, field: StringField) -> None:
        others = (self.function.data, self.email.data, self.phone.data)
        if not (field.data or "").strip() and any((one or "").strip() for one in others):
            raise ValidationError("Dites qui c’est : un nom ou un service.")


class Fitting:
    """What is typed fits its field, and is there when it is published; a field of another type is not looked at."""

    def __init__(self, asked: types.Field) -> None:
        self.asked = asked

    def __call__(self, form: Any, field: FormField) -> None:
        if self.asked not in form.shape.fields:
            return
        try:
            kept = details.read(self.asked, field.data or "")
        except details.Wrong as why:
            raise ValidationError(str(why)) from why
        if form.is_whole and self.asked.needed and not kept:
            raise ValidationError(self.asked.needed)


def _control(asked: types.Field) -> Any:
    words = {"description": asked.hint, "validators": [Fitting(asked)]}
    if asked.kind == "choice":
        choices = {"": "Non précisé", **(asked.choices or {})}
        return SelectField(asked.label, choices=choices, validate_choice=False, default="", **words)
    if asked.kind == "lines":
        return TextAreaField(asked.label, **words)
    kind = INPUTS.get(asked.kind, "text")
    return StringField(asked.label, render_kw={"type": kind} if kind != "text" else None, **words)


class DetailFields:
    """To be mixed into a form: one field for each detail of every type; `shape` is the type that is chosen."""

    shape: types.Shape
    is_whole: bool

    @property
    def shown(self) -> list[Any]:
        """All of them, those of the chosen type first and in its order."""
        own = [one.name for one in self.shape.fields]
        others = [name for name in types.every_field() if name not in own]
        return [getattr(self, PREFIX + name) for name in own + others]

    @property
    def details(self) -> dict[str, str]:
        """What was typed for the chosen type."""
        typed = [(one, getattr(self, PREFIX + one.name).data or "") for one in self.shape.fields]
        return {one.name: kept for one, words in typed if (kept := details.read(one, words))}


for _name, _asked in types.every_field().items():
    setattr(DetailFields, PREFIX + _name, _control(_asked))


def filled(kept: dict[str, str]) -> dict[str, str]:
    """What these fields start with; a duration as people write it."""
    known = types.every_field()
    return {
        PREFIX + name: details.worded(known[name], value) if known[name].kind == "duration" else value
        for name, value in kept.items()
        if name in known
    }
