"""Static files: served compressed, for ever cacheable, under an address that changes with their content."""

import hashlib
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, current_app
from whitenoise import WhiteNoise

from club import places
from club.config import Settings

COMPRESSED = {".gz", ".br"}


def url(path: str) -> str:
    """The address of a file of static/."""
    return f"{current_app.config['STATIC_PREFIX']}/{path}"


def init_app(app: Flask, settings: Settings) -> None:
    """Serve static/ before the application is even asked."""
    prefix = f"/static/{fingerprint(places.STATIC)}"
    app.config["STATIC_PREFIX"] = prefix
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(places.STATIC),
        prefix=prefix,
        immutable_file_test=lambda path, address: True,
        add_headers_function=_headers,
    )


def fingerprint(folder: Path) -> str:
    """A short hash of all the files: relative addresses between them stay true, and a change renews them all."""
    digest = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file.suffix not in COMPRESSED:
            digest.update(str(file.relative_to(folder)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def _headers(headers: Headers, path: str, address: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
