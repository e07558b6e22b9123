"""Fields that the forms of the directory have in common."""

from wtforms.widgets import TextInput

from club.members.forms import OrganisationsField


class OrganisationField(OrganisationsField):
    """One organisation of the directory, by name or initials."""

    widget = TextInput()

    @property
    def id_found(self) -> int | None:
        """Its id, once it was understood."""
        return self.ids[0] if self.ids else None
