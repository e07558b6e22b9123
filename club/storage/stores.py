"""Where contents lie: a folder here, or an object store (buckets.py), behind one small protocol."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from club.access import Refused
from club.config import Settings
from club.storage.signing import Signer

CHUNK = 64 * 1024


class StorageDown(Refused):
    """The place of the files does not answer; pages live, files wait."""

    code = 503

    def __init__(self) -> None:
        super().__init__("Le dépôt des fichiers ne répond pas. Réessayez dans quelques minutes : rien n’a été perdu.")


class Store(Protocol):
    """Contents by key; every method raises StorageDown when the place does not answer."""

    @property
    def signer(self) -> Signer | None: ...  # of addresses at which the place serves by itself
    def put(self, key: str, content: bytes | Path) -> None: ...
    def read(self, key: str, start: int, end: int) -> Iterator[bytes]: ...
    def exists(self, key: str) -> bool: ...
    def remove(self, key: str) -> None: ...


class FolderStore:
    """Files of a local folder, two levels deep; written whole or not at all."""

    signer = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key[2:4] / key

    def put(self, key: str, content: bytes | Path) -> None:
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = tempfile.NamedTemporaryFile(dir=path.parent, delete=False)  # noqa: SIM115 - closed below
            try:
                with part:
                    _write(content, part.file)
                    part.flush()
                    os.fsync(part.fileno())
                Path(part.name).replace(path)
            except BaseException:
                Path(part.name).unlink(missing_ok=True)
                raise
        except OSError as error:
            raise StorageDown from error

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        return _chunks_of(self.opened(key), start, end)

    def opened(self, key: str) -> BinaryIO:
        """The file itself, at its beginning."""
        try:
            return self._path(key).open("rb")
        except OSError as error:
            raise StorageDown from error

    def place(self, key: str) -> str:
        """Where the file is inside the folder; raises StorageDown when it is not."""
        if not self.exists(key):
            raise StorageDown
        return self._path(key).relative_to(self.folder).as_posix()

    def exists(self, key: str) -> bool:
        try:
            return self._path(key).exists()
        except OSError as error:
            raise StorageDown from error

    def remove(self, key: str) -> None:
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise StorageDown from error


def _write(content: bytes | Path, part: IO[bytes]) -> None:
    if isinstance(content, bytes):
        part.write(content)
        return
    with content.open("rb") as source:
        shutil.copyfileobj(source, part, CHUNK)


def _chunks_of(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    with file:
        file.seek(start)
        left = end - start
        while left > 0 and (part := file.read(min(CHUNK, left))):
            left -= len(part)
            yield part


def store_of(settings: Settings) -> Store:
    """The store that the settings name."""
    if settings.storage_url.startswith("s3:"):
        # Its library weighs as much as Flask: it is read where it is of use.
        buckets: Store = import_module("club.storage.buckets").S3Store(settings.storage_url)
        return buckets
    folder = settings.storage_url.removeprefix("file://") or str(settings.instance / "uploads")
    return FolderStore(Path(folder))
