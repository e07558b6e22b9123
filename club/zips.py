"""Pages and files put in a zip to be read without the club nor a network."""

import re
import zipfile
from datetime import datetime
from pathlib import PurePosixPath

from club import clock, storage, text

EXTENSION = re.compile(r"\.[a-z0-9]{1,8}")


class Room:
    """How much may still be enclosed, in bytes."""

    def __init__(self, most: int) -> None:
        self.left = most

    def takes(self, size: int) -> bool:
        """Whether there is room for one more; then it is taken."""
        if size > self.left:
            return False
        self.left -= size
        return True


def file_name(before: str, name: str) -> str:
    """How a file that members sent is called in a zip: plain letters, with its ending."""
    stem, ending = PurePosixPath(name).stem, PurePosixPath(name).suffix.lower()
    return f"{before}-{text.slugify(stem)[:60] or 'fichier'}{ending if EXTENSION.fullmatch(ending) else ''}"


def page(archive: zipfile.ZipFile, name: str, html: str, at: datetime) -> None:
    """One page, as it was rendered."""
    archive.writestr(_entry(name, at, zipfile.ZIP_DEFLATED), html)


def enclose(archive: zipfile.ZipFile, name: str, key: str, size: int, at: datetime) -> None:
    """A kept content, copied by parts; raises StorageDown."""
    entry = _entry(name, at, zipfile.ZIP_STORED)  # documents and images are compressed already
    entry.file_size = size
    with archive.open(entry, "w") as target:
        for part in storage.parts(key, size):
            target.write(part)


def _entry(name: str, at: datetime, way: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, clock.here(at).timetuple()[:6])
    entry.compress_type = way
    return entry
