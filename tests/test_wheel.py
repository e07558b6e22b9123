"""The wheel carries all that the site needs: unpacked in an empty folder, it prepares and serves the same pages."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.anywhere

ROOT = Path(__file__).parent.parent
ASK = """
from club import create_app
browser = create_app().test_client()
page = browser.get("/").text
sheet = next(part for part in page.split('"') if part.endswith("vendor/club.css"))
print(browser.get("/").status_code, browser.get(sheet).status_code, "Petites villes de demain" in page)
"""


def test_a_wheel_serves_the_same_site(tmp_path):
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(tmp_path / "installed")
    empty = tmp_path / "empty"
    empty.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")}
    environment["PYTHONPATH"] = str(tmp_path / "installed")

    def club(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=empty, env=environment, check=True, capture_output=True, text=True).stdout

    assert "Base prête" in club("-m", "club", "init")
    assert (empty / "instance" / "club.db").exists()
    assert club("-c", ASK).split() == ["200", "200", "True"]
