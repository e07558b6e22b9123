"""Where the site's files are: beside club/ in a checkout, inside it in a wheel."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
BUNDLED = PACKAGE / "_site"
SITE = BUNDLED if BUNDLED.is_dir() else PACKAGE.parent

TEMPLATES = SITE / "templates"
STATIC = SITE / "static"
MIGRATIONS = SITE / "migrations"


def instance_folder() -> Path:
    """The folder of the embedded database, uploads and mails; CLUB_INSTANCE wins over the default."""
    chosen = os.environ.get("CLUB_INSTANCE")
    if chosen:
        return Path(chosen).resolve()
    return (Path.cwd() if SITE == BUNDLED else PACKAGE.parent) / "instance"
