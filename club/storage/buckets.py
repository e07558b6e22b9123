"""An S3-compatible object store as the place of the files."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store as ObjectStore

from club.storage.signing import Signer
from club.storage.stores import CHUNK, StorageDown

AMAZON = "https://{}.s3.{}.amazonaws.com"


class S3Store:
    """Objects of an S3-compatible bucket: `s3://key:secret@bucket?endpoint=http://…&region=…`."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        endpoint, region = asked.get("endpoint"), asked.get("region", "us-east-1")
        options: dict[str, Any] = {
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
            **{name: value for name, value in options.items() if value is not None},
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
