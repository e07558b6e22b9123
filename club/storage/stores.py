"""Where contents lie: a folder, or an S3-compatible object store, behind one small protocol."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, BinaryIO, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store as ObjectStore

from club.access import Refused
from club.config import Settings
from club.storage.signing import Signer

CHUNK = 64 * 1024
AMAZON = "https://{}.s3.{}.amazonaws.com"


class StorageDown(Refused):
    """The place of the files does not answer; pages live, files wait."""

    code = 503

    def __init__(self) -> None:
        super().__init__("Le dépôt des fichiers ne répond pas. Réessayez dans quelques minutes : rien n’a été perdu.")


class Store(Protocol):
    """Contents by key; every method raises StorageDown when the place does not answer."""

    def put(self, key: str, content: bytes | Path) -> None: ...
    def read(self, key: str, start: int, end: int) -> Iterator[bytes]: ...
    def exists(self, key: str) -> bool: ...
    def remove(self, key: str) -> None: ...


class FolderStore:
    """Files of a local folder, two levels deep; written whole or not at all."""

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


class S3Store:
    """Objects of an S3-compatible bucket: `s3://key:secret@bucket?endpoint=http://…&region=…`."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        endpoint, region = asked.get("endpoint"), asked.get("region", "us-east-1")
        options = {
            "region": region,
            "endpoint": endpoint,
            "access_key_id": unquote(parts.username) if parts.username else None,
            "secret_access_key": unquote(parts.password) if parts.password else None,
            "virtual_hosted_style_request": False if endpoint else None,
        }
        place = f"{endpoint.rstrip('/')}/{parts.hostname}" if endpoint else AMAZON.format(parts.hostname, region)
        self.signer = Signer(place, region, unquote(parts.username or ""), unquote(parts.password or ""))
        self.store = ObjectStore(
            parts.hostname or "",
            client_options={"allow_http": bool(endpoint and endpoint.startswith("http:")), "timeout": "10s"},
            retry_config={"max_retries": 1},
            **{name: value for name, value in options.items() if value is not None},  # type: ignore[arg-type]
        )

    def put(self, key: str, content: bytes | Path) -> None:
        try:
            obstore.put(self.store, key, content)
        except (BaseError, OSError) as error:
            raise StorageDown from error

    def read(self, key: str, start: int, end: int) -> Iterator[bytes]:
        try:
            if end <= start:
                return iter(())
            found = obstore.get(self.store, key, options={"range": (start, end)})
        except (BaseError, OSError) as error:
            raise StorageDown from error
        return (bytes(part) for part in found.stream(min_chunk_size=CHUNK))

    def exists(self, key: str) -> bool:
        try:
            obstore.head(self.store, key)
        except FileNotFoundError:
            return False
        except (BaseError, OSError) as error:
            raise StorageDown from error
        return True

    def remove(self, key: str) -> None:
        try:
            obstore.delete(self.store, key)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise StorageDown from error


def store_of(settings: Settings) -> Store:
    """The store that the settings name."""
    if settings.storage_url.startswith("s3:"):
        return S3Store(settings.storage_url)
    folder = settings.storage_url.removeprefix("file://") or str(settings.instance / "uploads")
    return FolderStore(Path(folder))
