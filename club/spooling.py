"""Files that arrive are laid down on the disk while they come: a full disk is said as such."""

from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from club.storage.stores import StorageDown


class Spooled(Request):
    """A request whose files may find no room."""

    def _load_form_data(self) -> None:
        try:
            super()._load_form_data()
        except OSError as error:
            self.__dict__.update(form=ImmutableMultiDict(), files=ImmutableMultiDict())
            raise StorageDown from error
