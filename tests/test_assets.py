"""What the browser loads: made of what npm installed, untouched, with each icon that a page names."""

import gzip
import re
import shutil
from pathlib import Path

import brotli
import pytest

from club import assets, places

pytestmark = pytest.mark.anywhere

CLASS = re.compile(r"\.(lc-[a-z0-9_-]+)")
DSFR = assets.MODULES / "@gouvfr" / "dsfr" / "dist"


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything built again, beside the real folder."""
    folder = tmp_path_factory.mktemp("assets") / "static"
    shutil.copytree(places.STATIC, folder, ignore=shutil.ignore_patterns("vendor", "*.gz", "*.br"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "STATIC", folder)
        patch.setattr(assets, "VENDOR", folder / "vendor")
        assets.build()
    return folder


def test_dsfr_is_copied_untouched_in_its_own_tree(static):
    copied = [file for file in (static / "vendor" / "dsfr").rglob("*") if file.suffix not in {".gz", ".br"}]
    files = [file for file in copied if file.is_file()]
    assert static / "vendor" / "dsfr" / "dsfr.min.css" in files
    for file in files:
        assert file.read_bytes() == (DSFR / file.relative_to(static / "vendor" / "dsfr")).read_bytes(), file


@pytest.mark.parametrize("sheet", ["club.css", "etat.css"])
def test_every_file_that_our_sheets_name_is_there(static, sheet):
    named = re.findall(r"""url\(["']?([^"')]+)""", (static / "vendor" / sheet).read_text())
    assert named
    for path in named:
        assert path.startswith("data:") or (static / "vendor" / path).is_file(), path


def test_each_compressible_file_lies_compressed_beside_itself(static):
    plain = [file for file in static.rglob("*") if file.suffix in assets.COMPRESSED]
    assert len(plain) > 20
    for file in plain:
        assert gzip.decompress(Path(f"{file}.gz").read_bytes()) == file.read_bytes()
        assert brotli.decompress(Path(f"{file}.br").read_bytes()) == file.read_bytes()


def test_the_sprite_holds_each_icon_that_a_page_names(static):
    drawn = re.findall(r'<symbol id="([a-z0-9-]+)"', (static / "vendor" / "icons.svg").read_text())
    assert drawn == assets.wanted_icons()
    assert {"bell", "search", "house"} <= set(drawn)


def test_an_icon_that_does_not_exist_stops_the_build():
    with pytest.raises(FileNotFoundError):
        assets.sprite(["no-such-icon"])


def test_building_twice_gives_the_same_bytes(static, monkeypatch):
    before = {file: file.read_bytes() for file in static.rglob("*") if file.is_file()}
    monkeypatch.setattr(places, "STATIC", static)
    monkeypatch.setattr(assets, "VENDOR", static / "vendor")
    assets.build()
    assert {file: file.read_bytes() for file in static.rglob("*") if file.is_file()} == before


def test_each_sheet_is_served_and_each_script_is_short():
    on_disk = {file.stem for file in (places.STATIC / "css").glob("*.css")}
    assert on_disk == set(assets.SHEETS) | set(assets.STATE_SHEETS)
    for script in (places.STATIC / "js").glob("*.js"):
        assert len(script.read_text().splitlines()) <= 80, script


def test_every_class_of_our_sheets_is_worn_somewhere():
    """By its name, or by a name that a page puts together from its beginning."""
    folders = (places.TEMPLATES, places.STATIC / "js", Path(places.__file__).parent)
    files = (file for folder in folders for file in folder.rglob("*") if file.suffix in {".html", ".js", ".py", ".svg"})
    worn = "\n".join(file.read_text(encoding="utf-8") for file in files)
    names = {name for sheet in (places.STATIC / "css").glob("*.css") for name in CLASS.findall(sheet.read_text())}
    idle = [name for name in names if not re.search(rf"{name}(?![a-z0-9_-])", worn)]
    beginnings = {name: name.rpartition("-")[0] for name in idle}
    assert [name for name in sorted(idle) if not re.search(rf"{beginnings[name]}-(?=['\"{{ ~])", worn)] == []
