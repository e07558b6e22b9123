"""Answer with a file. By a setting, who stands before the site carries what is heavy; else the system copies it."""

from collections.abc import Iterator
from urllib.parse import quote

from flask import Response, current_app, request
from werkzeug.http import parse_range_header
from werkzeug.utils import secure_filename

from club import clock
from club.config import Settings
from club.storage.models import StoredFile
from club.storage.stores import CHUNK, FolderStore, Store

INLINE = frozenset({"application/pdf", "image/png", "image/jpeg", "image/webp"})
CACHE = "private, no-cache"
HEAVY = 256_000  # bytes; less is sent at once
SIGNED_FOR = 60  # seconds: the time to begin the download


def answer(store: Store, stored: StoredFile, *, name: str, inline: bool) -> Response:
    """Sandboxed, by parts when asked, shown only when it is an image or a PDF."""
    etag = stored.key
    if request.if_none_match.contains_weak(etag):
        return Response(status=304, headers={"ETag": f'"{etag}"', "Cache-Control": CACHE})
    headers = _headers(stored, name, "inline" if inline and stored.mime in INLINE else "attachment")
    if carried := _carried(store, stored, headers):
        return carried
    start, end = _asked_part(stored)
    if start >= end and stored.size:
        return Response(status=416, headers={"Content-Range": f"bytes */{stored.size}"})
    headers["Content-Length"] = str(end - start)
    if (start, end) != (0, stored.size):
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.size}"
    status = 206 if "Content-Range" in headers else 200
    if request.method == "HEAD":
        return Response(status=status, headers=headers)
    body, is_copied = _body(store, stored.key, start, end)
    return Response(body, status=status, headers=headers, direct_passthrough=is_copied)


def _headers(stored: StoredFile, name: str, way: str) -> dict[str, str]:
    return {
        "Content-Type": stored.mime,
        "Content-Disposition": _disposition(way, name),
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": CACHE,
        "Accept-Ranges": "bytes",
        "ETag": f'"{stored.key}"',
    }


def _carried(store: Store, stored: StoredFile, headers: dict[str, str]) -> Response | None:
    """What leaves this process free: nginx reads the file itself, or the browser asks the object store.

    Images of pages stay ours: a page shows no image from elsewhere.
    """
    settings: Settings = current_app.config["CLUB"]
    way = settings.files_offload
    if not way or stored.size < HEAVY or stored.mime.startswith("image/") or request.method == "HEAD":
        return None
    if store.signer and way == "signed":
        asked = {f"response-{one.lower()}": headers[one] for one in ("Content-Type", "Content-Disposition")}
        address = store.signer.signed(stored.key, at=clock.now(), seconds=SIGNED_FOR, more=asked)
        return Response(status=302, headers={"Location": address, "Cache-Control": "private, no-store"})
    if isinstance(store, FolderStore) and way.startswith("x-accel:"):
        place = f"{way.removeprefix('x-accel:').rstrip('/')}/{store.place(stored.key)}"
        return Response(headers=headers | {"X-Accel-Redirect": place})
    return None


def _body(store: Store, key: str, start: int, end: int) -> tuple[Iterator[bytes], bool]:
    """The part, and whether the server has the system copy it from the disk (sendfile) up to the announced length."""
    wrapper = request.environ.get("wsgi.file_wrapper")
    if wrapper is None or not isinstance(store, FolderStore):
        return store.read(key, start, end), False
    file = store.opened(key)
    file.seek(start)
    return wrapper(file, CHUNK), True


def _asked_part(stored: StoredFile) -> tuple[int, int]:
    """The part that is asked for; the whole when it cannot be read; an empty one when the file is shorter."""
    asked = parse_range_header(request.headers.get("Range"))
    same = request.if_range.etag in {None, stored.key} and request.if_range.date is None
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1 or not same:
        return 0, stored.size
    return asked.range_for_length(stored.size) or (0, 0)


def _disposition(kind: str, name: str) -> str:
    """RFC 6266: an ASCII name for old clients, the true one for the others."""
    plain = secure_filename(name) or "fichier"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
