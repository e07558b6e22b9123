"""What has come of the files that are being sent: one file each in `instance/arriving/`, its length is what is held.

Several web servers: share this folder, or keep each member on one server; without it a file starts again.
"""

import fcntl
import hashlib
import time
from pathlib import Path

from flask import current_app

from club import jobs
from club.access import Refused
from club.config import Settings
from club.storage.stores import StorageDown

SLICE = 500_000  # bytes: some seconds of a weak connection
MOST = 20  # files that one member has begun to send
KEPT = 24 * 3600  # seconds without a new slice


class Interrupted(Refused):
    """Not all of the file is here; sending it again goes on where it was."""

    code = 409

    def __init__(self) -> None:
        super().__init__("L’envoi du fichier a été interrompu. Réessayez : il reprendra où il en était.")


def _folder() -> Path:
    settings: Settings = current_app.config["CLUB"]
    return settings.instance / "arriving"


def place(member_id: int, name: str) -> Path:
    """Where a file of this member lies while it arrives; `name` is what its browser calls it."""
    return _folder() / f"{member_id}-{hashlib.sha256(name.encode()).hexdigest()}"


def held(path: Path) -> int:
    """How many bytes are here."""
    return path.stat().st_size if path.exists() else 0


def add(path: Path, start: int, content: bytes) -> int:
    """Put a slice behind what is held, and say what is held now; a slice that begins elsewhere changes nothing.

    Raises Refused for one file too many, StorageDown when there is no room.
    """
    settings: Settings = current_app.config["CLUB"]
    if start + len(content) > settings.max_upload_mb * 1_000_000:
        raise Refused(f"Le fichier dépasse {settings.max_upload_mb} Mo. Allégez-le puis ajoutez-le à nouveau.")
    if not path.exists() and len(list(path.parent.glob(f"{path.name.partition('-')[0]}-*"))) >= MOST:
        raise Refused("Trop d’envois sont restés en chemin. Reprenez-les, ou attendez demain.")
    try:
        path.parent.mkdir(exist_ok=True)
        return _append(path, start, content)
    except OSError as error:
        raise StorageDown from error


def _append(path: Path, start: int, content: bytes) -> int:
    with path.open("ab", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # the same file sent from two pages
        end = file.seek(0, 2)
        if end != start:
            return end
        try:
            while content:
                content = content[file.write(content) :]
        except OSError:
            file.truncate(start)
            raise
        return file.tell()


@jobs.every(hour=4)
def forget_arrivals() -> None:
    """Drop what nobody goes on sending."""
    for path in _folder().glob("*"):
        if path.stat().st_mtime < time.time() - KEPT:
            path.unlink(missing_ok=True)
