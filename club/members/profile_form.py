"""What a member tells of themself, and what of it is shown."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField, TextAreaField

from club.forms import Versioned, most, phone, readable
from club.members.forms import FAMILY, GIVEN, NAME, PLACES, Checkboxes, CommunesField, ThemesForm
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind


class ProfileForm(Versioned, ThemesForm):
    first_name = StringField("Prénom", NAME, render_kw=GIVEN)
    last_name = StringField("Nom", NAME, render_kw=FAMILY)
    function_id = SelectField("Fonction", coerce=int)
    communes = CommunesField("Vos communes", description=PLACES + " La première est la principale.")
    bio = TextAreaField("Présentation", [most(4000), readable])
    help_offer = TextAreaField(
        "Je peux aider sur…",
        [most(500)],
        description="Ce que vous avez déjà fait et que vous pouvez raconter à un pair.",
    )
    helps = Checkboxes(
        "Thèmes sur lesquels je peux aider", coerce=int,
        description="On vous trouve par eux dans l’annuaire, sous « Peut aider sur ».",
    )  # fmt: skip
    is_bio_shown = BooleanField("Montrer ma présentation aux membres")
    phone = StringField("Téléphone", [most(30), phone], render_kw={"autocomplete": "tel"})
    is_phone_shown = BooleanField("Montrer mon téléphone aux membres")
    is_email_shown = BooleanField("Montrer mon adresse de courriel aux membres")
    is_listed = BooleanField(
        "Figurer dans l’annuaire",
        description="Décochez pour ne plus y figurer : votre fiche est introuvable, vos messages restent signés.",
    )
    photo = FileField("Photo", description="JPG, PNG ou WEBP. Elle est recadrée au carré, sans ses données cachées.")
    remove_photo = BooleanField("Retirer ma photo")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helps.choices = self.themes.choices
        self.function_id.choices = [(0, "Non précisée"), *vocabulary.choices(TermKind.FUNCTION)]
