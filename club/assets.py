"""Fill static/vendor/ from what npm installed: `python -m club.assets`, at set-up; nothing of it is committed."""

import gzip
import re
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import brotli

from club import places

MODULES = places.SITE / "node_modules"
VENDOR = places.STATIC / "vendor"
FONTS = ("atkinson-hyperlegible-next", "bricolage-grotesque")
# Our own sheets, in the order in which they may correct each other.
SHEETS = (
    *("tokens", "dsfr", "base", "dsfr-soft", "frame", "badges", "sheets", "rows", "messages", "experience"),
    *(
        "resource",
        "funding",
        "path",
        "handover",
        "reach",
        "map",
        "village",
        "moderation",
        "partners",
        "pages",
        "comfort",
    ),
)
# The `etat` theme takes its colours and its typeface from DSFR instead of giving it ours.
STATE_SHEETS = ("state", *(name for name in SHEETS if name not in {"tokens", "dsfr"}))
COMPRESSED = {".css", ".js", ".svg", ".txt"}
ICON = re.compile(r"""icon\(\s*["']([a-z0-9-]+)["']""")
NAMED = re.compile(r"""icon_name=["']([a-z0-9-]+)["']""")
URL = re.compile(r"url\(([^)#?]+)")


def build() -> None:
    """Copy, join and compress everything the pages load."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    _copy_dsfr()
    _copy_fonts()
    _write("toolbar.js", MODULES / "@github" / "markdown-toolbar-element" / "dist" / "index.js")
    _write("turndown.js", MODULES / "turndown" / "lib" / "turndown.browser.es.js")
    (VENDOR / "icons.svg").write_text(sprite(wanted_icons()), encoding="utf-8")
    (VENDOR / "club.css").write_text(joined(SHEETS), encoding="utf-8")
    (VENDOR / "etat.css").write_text(joined(STATE_SHEETS), encoding="utf-8")
    with ThreadPoolExecutor() as pool:
        plain = [file for file in places.STATIC.rglob("*") if file.is_file() and file.suffix in COMPRESSED]
        list(pool.map(_compress, plain))


def _copy_dsfr() -> None:
    """The sheet as it is, with the files it names, in their own tree (Marianne is for the `etat` theme only)."""
    source, target = MODULES / "@gouvfr" / "dsfr" / "dist", VENDOR / "dsfr"
    target.mkdir()
    sheet = (source / "dsfr.min.css").read_text(encoding="utf-8")
    shutil.copy(source / "dsfr.min.css", target)
    for name in sorted({match.strip("\"'") for match in URL.findall(sheet)}):
        if not name.startswith("data:") and (source / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / name, target / name)


def _copy_fonts() -> None:
    (VENDOR / "fonts").mkdir()
    for font in FONTS:
        for style in ("normal", "italic"):
            file = MODULES / "@fontsource-variable" / font / "files" / f"{font}-latin-wght-{style}.woff2"
            if file.is_file():
                shutil.copy(file, VENDOR / "fonts")


def _write(name: str, source: Path) -> None:
    shutil.copy(source, VENDOR / name)


def wanted_icons() -> list[str]:
    """The icons that templates name."""
    texts = [file.read_text(encoding="utf-8") for file in places.TEMPLATES.rglob("*.html")]
    texts += [file.read_text(encoding="utf-8") for file in places.PACKAGE.rglob("*.py")]
    return sorted({name for text in texts for pattern in (ICON, NAMED) for name in pattern.findall(text)})


def sprite(names: Iterable[str]) -> str:
    """One SVG with a symbol an icon; raises FileNotFoundError for a name that Lucide does not have."""
    symbols = []
    for name in names:
        drawing = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        inside = drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.rindex("</svg>")]
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(inside.split(chr(10)))}</symbol>')
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


def joined(names: Iterable[str]) -> str:
    """Our sheets as one file, upon DSFR: a browser has both or none, and never draws with the typeface of the State."""
    return '@import url("dsfr/dsfr.min.css");\n' + "\n".join(
        (places.STATIC / "css" / f"{name}.css").read_text(encoding="utf-8") for name in names
    )


def _compress(file: Path) -> None:
    content = file.read_bytes()
    file.with_name(file.name + ".gz").write_bytes(gzip.compress(content, 9, mtime=0))
    file.with_name(file.name + ".br").write_bytes(brotli.compress(content, quality=11))


if __name__ == "__main__":
    build()
