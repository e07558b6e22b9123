"""Static files: served compressed, for ever cacheable, under an address that changes with their content."""

import hashlib
from functools import lru_cache
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask, current_app
from markupsafe import Markup
from whitenoise import WhiteNoise

from club import places
from club.config import Settings

COMPRESSED = {".gz", ".br"}


def url(path: str) -> str:
    """The address of a file of static/."""
    return f"{current_app.config['STATIC_PREFIX']}/{path}"


def icon(name: str) -> Markup:
    """A Lucide icon of the sprite, always beside a word."""
    return _icon(current_app.config["STATIC_PREFIX"], name)


@lru_cache(maxsize=256)
def _icon(prefix: str, name: str) -> Markup:
    sprite = f"{prefix}/vendor/icons.svg#{name}"
    return Markup('<svg class="lc-icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>').format(
        sprite
    )


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
