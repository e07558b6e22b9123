"""Keep files and serve them. Whether someone may have a file is asked by the page that serves it."""

import hashlib
from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, current_app, request
from sqlalchemy import func, select
from werkzeug.http import parse_range_header
from werkzeug.utils import secure_filename

from club.config import Settings
from club.extensions import db
from club.storage.models import StoredFile
from club.storage.stores import StorageDown, Store, store_of

__all__ = ["StorageDown", "StoredFile", "keep", "let_go", "read", "serve"]

INLINE = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})


def _store() -> Store:
    settings: Settings = current_app.config["CLUB"]
    if "store" not in current_app.extensions:
        current_app.extensions["store"] = store_of(settings)
    store: Store = current_app.extensions["store"]
    return store


def keep(content: bytes, *, name: str, mime: str, kind_label: str) -> StoredFile:
    """Store a content and give its row; raises StorageDown, and then there is neither row nor object."""
    key = hashlib.sha256(content).hexdigest()
    if not _store().exists(key):
        _store().put(key, content)
    row = StoredFile(key=key, name=name, mime=mime, kind_label=kind_label, size=len(content))
    db.session.add(row)
    db.session.flush()
    return row


def let_go(stored: StoredFile) -> None:
    """Forget a file; its content goes with the last row that names it."""
    key = stored.key
    db.session.delete(stored)
    db.session.flush()
    if not db.session.scalar(select(func.count(StoredFile.id)).where(StoredFile.key == key)):
        _store().remove(key)


def read(stored: StoredFile) -> bytes:
    """A whole content."""
    return b"".join(_store().read(stored.key, 0, stored.size))


def serve(stored: StoredFile, *, download_name: str | None = None, inline: bool = True) -> Response:
    """Answer with a file: sandboxed, by parts when asked, shown only when it is an image or a PDF."""
    start, end = _asked_part(stored.size)
    etag = f'"{stored.key}"'
    if request.headers.get("If-None-Match") == etag:
        return Response(status=304, headers={"ETag": etag})
    is_shown = inline and stored.mime in INLINE
    headers = {
        "Content-Type": stored.mime,
        "Content-Length": str(end - start),
        "Content-Disposition": _disposition("inline" if is_shown else "attachment", download_name or stored.name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }
    if (start, end) != (0, stored.size):
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    body: Iterator[bytes] = iter(()) if request.method == "HEAD" else _store().read(stored.key, start, end)
    return Response(body, status=206 if "Content-Range" in headers else 200, headers=headers)


def _asked_part(size: int) -> tuple[int, int]:
    asked = parse_range_header(request.headers.get("Range"))
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return 0, size
    part = asked.range_for_length(size)
    return part if part is not None else (0, size)


def _disposition(kind: str, name: str) -> str:
    """RFC 6266: an ASCII name for old clients, the true one for the others."""
    plain = secure_filename(name) or "fichier"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
