"""The forms of accounts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)  # fmt: skip
from wtforms.validators import Email, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from club import french, limits, once
from club.forms import most
from club.members import mails, passwords, queries
from club.members.models import STAFF, Invitation, Member, Role
from club.territories import choosing, names, zones
from club.territories.models import Commune
from club.vocabulary import queries as vocabulary
from club.vocabulary.models import TermKind

OWN_TRIES = "8 per 10 minutes"
ADDRESS = [InputRequired("Saisissez votre adresse de courriel."), Length(max=254)]
USERNAME = {"autocomplete": "username"}
CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
GIVEN, FAMILY = {"autocomplete": "given-name"}, {"autocomplete": "family-name"}
TOLD = 40  # characters of a message that may present an organisation unknown to the list
NAME = [InputRequired("Ce champ est nécessaire."), most(Member.NAME_MAX)]
PLACES = "Séparez-les par une virgule. Nom suivi du département, « Levroux (36) », code postal ou code Insee."


class Checkboxes(SelectMultipleField):
    """Several choices among a list, each with its box."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class CommunesField(StringField):
    """Communes as people type them; `communes` holds what was understood."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.communes: list[Commune] = []

    def pre_validate(self, form: Any) -> None:
        try:
            self.communes = choosing.chosen(self.data or "")
        except choosing.Unclear as why:
            raise ValidationError(str(why)) from why


class OrganisationsField(TextAreaField):
    """Organisations of the directory, one a line, by name or initials; `ids` holds those that were understood."""

    MOST = 40

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ids: list[int] = []

    def pre_validate(self, form: Any) -> None:
        typed = [one for one in map(line, (self.data or "").splitlines()) if one]
        if len(typed) > self.MOST:
            raise ValidationError(f"{self.MOST} organisations au plus.")
        known = _by_name() if typed else {}
        meant = [(name, known.get(names.key(name), set())) for name in typed]
        for name, ids in meant:
            if not ids:
                raise ValidationError(f"« {name[:80]} » n’est pas dans l’annuaire des partenaires.")
            if len(ids) > 1:
                raise ValidationError(f"« {name[:80]} » désigne plusieurs organisations : écrivez le nom entier.")
        self.ids = [min(ids) for _, ids in meant]


def _by_name() -> dict[str, set[int]]:
    """What each word means: the organisation of this name, else those of these initials, else the one that took it."""
    there = queries.organisations()
    named = [(one.name, one.id) for one in there]
    initials = [(one.acronym, one.id) for one in there if one.acronym]
    known: dict[str, set[int]] = {}
    for said in (named, initials, queries.former_names().items()):
        found: dict[str, set[int]] = defaultdict(set)
        for name, id in said:
            found[names.key(name)].add(id)
        known = found | known
    return known


def line(value: str | None) -> str:
    """A typed line without stray spaces."""
    return " ".join((value or "").split())


class SignInForm(FlaskForm):
    email = EmailField("Adresse de courriel", ADDRESS, render_kw=USERNAME)
    password = PasswordField("Mot de passe", [InputRequired("Saisissez votre mot de passe.")], render_kw=CURRENT)
    is_long = BooleanField("Rester connecté sur cet appareil pendant 30 jours")


def new_password(label: str = "Nouveau mot de passe") -> PasswordField:
    """A field of its own for each form, so that it comes (and is checked) in its place."""
    return PasswordField(
        label,
        [InputRequired("Choisissez un mot de passe.")],
        description="12 caractères au moins (16 pour l’équipe). Quelques mots à la suite conviennent très bien.",
        render_kw=NEW,
    )


def same_again() -> PasswordField:
    """The second field of a password that is being chosen."""
    return PasswordField("Le même, encore une fois", [InputRequired("Saisissez-le une seconde fois.")], render_kw=NEW)


class NewPassword:
    """What is asked of a password that is being chosen, in `password` and `password_again`."""

    password: PasswordField
    is_staff = False

    def context(self) -> list[str]:
        """Words about the person that the password may not be made of."""
        return []

    def validate_password(self, field: PasswordField) -> None:
        fault = passwords.fault(field.data or "", is_staff=self.is_staff, context=self.context())
        if fault:
            raise ValidationError(fault)

    def validate_password_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError("Les deux mots de passe diffèrent.")


class RegisterForm(NewPassword, FlaskForm):
    email = EmailField(
        "Adresse de courriel professionnelle",
        [
            InputRequired("Saisissez votre adresse de courriel."),
            Email("Vérifiez cette adresse de courriel.", allow_smtputf8=False),
            Length(max=254),
        ],
        description="Celle de votre mairie ou de votre organisation. Elle n’est montrée qu’avec votre accord.",
        render_kw={"autocomplete": "email"},
    )
    first_name = StringField("Prénom", NAME, render_kw=GIVEN)
    last_name = StringField("Nom", NAME, render_kw=FAMILY)
    function_id = SelectField("Fonction", coerce=int)
    communes = CommunesField("Votre commune, ou vos communes", description=PLACES)
    organisation_id = SelectField(
        "Ou votre organisation", coerce=int, default=0,
        description="Pour les partenaires du programme. Elle n’est pas dans la liste ? Nommez-la dans votre message.",
    )  # fmt: skip
    message = TextAreaField(
        "Votre message",
        [
            InputRequired("Dites en une phrase pourquoi vous demandez à rejoindre le club."),
            most(2000),
        ],
        description="Qui vous êtes, votre mission. La personne qui admet les membres le lira.",
    )
    password = new_password("Mot de passe")
    password_again = same_again()
    submission = HiddenField(default=once.new_key)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.function_id.choices = vocabulary.choices(TermKind.FUNCTION)
        self.organisation_id.choices = [(0, "Aucune")] + [(one.id, one.name) for one in queries.organisations()]

    def context(self) -> list[str]:
        communes = [commune.name for commune in self.communes.communes]
        return [self.first_name.data or "", self.last_name.data or "", *(self.email.data or "").split("@"), *communes]

    def validate_organisation_id(self, field: SelectField) -> None:
        named = field.data or self.communes.communes or self.communes.errors
        if not named and len(line(self.message.data)) < TOLD:
            raise ValidationError(
                "Indiquez au moins une commune ou votre organisation ; si elle n’est pas dans la liste, présentez-la "
                "dans votre message."
            )


class EmailForm(FlaskForm):
    email = EmailField("Adresse de courriel", ADDRESS, render_kw=USERNAME)


class ResetForm(NewPassword, FlaskForm):
    password = new_password()
    password_again = same_again()

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.is_staff = member, member.is_staff

    def context(self) -> list[str]:
        return queries.words_about(self.member)


def _judge_own(member: Member, typed: str, sentence: str) -> None:
    """The member's own password, asked for again: an open session that was left behind has few tries."""
    if not limits.hit("own-password", member.id, OWN_TRIES):
        raise ValidationError("Trop d’essais. Attendez dix minutes.")
    if not passwords.matches(member.password_hash, typed):
        raise ValidationError(sentence)


class PasswordForm(ResetForm):
    """The old one is asked, so that an open session left behind is not enough."""

    current = PasswordField(
        "Mot de passe actuel", [InputRequired("Saisissez votre mot de passe actuel.")], render_kw=CURRENT
    )

    password = new_password()
    password_again = same_again()

    def validate_current(self, field: PasswordField) -> None:
        _judge_own(self.member, field.data or "", "Ce n’est pas votre mot de passe actuel.")


class InvitationForm(NewPassword, FlaskForm):
    first_name = StringField("Prénom", NAME, render_kw=GIVEN)
    last_name = StringField("Nom", NAME, render_kw=FAMILY)
    password = new_password()
    password_again = same_again()

    def __init__(self, invitation: Invitation, communes: Sequence[Commune], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invitation, self.communes = invitation, communes
        self.is_staff = Role(invitation.role) in STAFF

    def context(self) -> list[str]:
        names = [self.first_name.data or "", self.last_name.data or ""]
        return [*names, *self.invitation.email.split("@"), *(commune.name for commune in self.communes)]


class ConfirmForm(FlaskForm):
    """A button and nothing else: mail scanners open links, they press no button."""


class CloseForm(FlaskForm):
    password = PasswordField("Votre mot de passe", [InputRequired("Saisissez votre mot de passe.")], render_kw=CURRENT)

    def __init__(self, member: Member, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def validate_password(self, field: PasswordField) -> None:
        _judge_own(self.member, field.data or "", "Ce n’est pas votre mot de passe.")


class ThemesForm(FlaskForm):
    themes = Checkboxes(
        "Vos thèmes", coerce=int, description="Les questions sur ces thèmes vous sont montrées d’abord."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.themes.choices = vocabulary.choices(TermKind.THEME)


class MailForm(FlaskForm):
    """One box a kind of mail, the hour of the day's mail and the zone in which it is counted."""

    daily_hour = SelectField("Heure du courriel du jour", coerce=int)
    timezone = SelectField("Fuseau horaire", description="Pour les heures du site et des courriels.")

    def __init__(self, kinds: Iterable[str], own_zone: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = list(kinds)
        self.daily_hour.choices = [(hour, french.NARROW.join((str(hour), "h"))) for hour in range(24)]
        self.timezone.choices = [("", f"Celui de mon territoire : {zones.LABELS[own_zone]}"), *zones.LABELS.items()]

    def wanted(self) -> dict[str, bool]:
        """What was chosen of each kind."""
        return {kind: bool(self[kind].data) for kind in self.kinds}


def mail_form(kinds: Iterable[str], own_zone: str, wanted: Mapping[str, Any]) -> MailForm:
    """The form with the boxes of these kinds."""
    boxes = {kind: BooleanField(mails.KINDS[kind].label, description=mails.KINDS[kind].help) for kind in kinds}
    form: MailForm = type("ChosenMailForm", (MailForm,), boxes)(boxes, own_zone, data=wanted)
    return form
