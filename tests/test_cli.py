"""The commands, run as a person runs them: another process, a folder of its own."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests import seeded

PHRASE = "une longue phrase de passe pour administrer"
pytestmark = pytest.mark.anywhere


def club(instance: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run `club …` with no setting but these."""
    env = seeded.surroundings(instance) | settings
    command = [sys.executable, "-m", "club", *words]
    return subprocess.run(command, env=env, cwd=instance, capture_output=True, text=True, timeout=100, check=False)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line on stderr of a command that did nothing."""
    assert done.returncode != 0
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    return done.stderr


def count(instance: Path, table: str, where: str = "1") -> int:
    with closing(sqlite3.connect(instance / "club.db")) as base:
        return int(base.execute(f"SELECT count(*) FROM {table} WHERE {where}").fetchone()[0])


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeded.copy(tmp_path_factory, tmp_path_factory.mktemp("club"))


def test_init_can_be_run_again_and_adds_nothing(prepared):
    before = count(prepared, "commune"), count(prepared, "term"), count(prepared, "departement")
    assert before[0] > 30_000
    done = club(prepared, "init")
    assert done.returncode == 0, done.stderr
    assert "Base prête." in done.stdout
    assert (count(prepared, "commune"), count(prepared, "term"), count(prepared, "departement")) == before


def test_an_administrator_is_created_once(prepared):
    person = ["--email", "Adele@club.example", "--first-name", "Adèle", "--last-name", "Roy", "--password", PHRASE]
    administrators = count(prepared, "member", "role = 'administrator' AND status = 'active'")
    done = club(prepared, "create-admin", *person)
    assert done.returncode == 0, done.stderr
    assert "adele@club.example" in done.stdout
    assert count(prepared, "member", "role = 'administrator' AND status = 'active'") == administrators + 1
    again = club(prepared, "create-admin", *person)
    assert again.returncode != 0
    assert "Traceback" not in again.stderr
    assert count(prepared, "member", "email = 'adele@club.example'") == 1


def test_a_file_that_is_not_the_list_is_refused_in_one_line(prepared, tmp_path):
    before = count(prepared, "programme_commune")
    for content in (b"a;b\n1;2\n", b"\x00\xff\xfe" * 50):
        file = tmp_path / "liste.csv"
        file.write_bytes(content)
        assert "Traceback" not in refused(club(prepared, "import-programme", str(file)))
    assert count(prepared, "programme_commune") == before


def test_the_index_is_made_again(prepared):
    done = club(prepared, "reindex")
    assert done.returncode == 0, done.stderr
    assert "dans l’index" in done.stdout


def test_the_documents_are_printed(tmp_path):
    assert club(tmp_path, "policy").stdout == (seeded.ROOT / "docs" / "permissions.md").read_text()
    assert club(tmp_path, "settings").stdout == (seeded.ROOT / "docs" / "settings.md").read_text()


def test_the_demonstration_is_refused_in_production(prepared):
    production = {"CLUB_ENV": "production", "CLUB_SECRET_KEY": "x" * 40, "CLUB_BASE_URL": "https://club.fr"}
    before = count(prepared, "member")
    assert "production" in refused(club(prepared, "demo", **production))
    assert count(prepared, "member") == before


def test_a_wrong_setting_is_one_line(tmp_path):
    assert "CLUB_PORT" in refused(club(tmp_path, "policy", CLUB_PORT="beaucoup"))
    assert "CLUB_PROT" in refused(club(tmp_path, "policy", CLUB_PROT="8000"))
