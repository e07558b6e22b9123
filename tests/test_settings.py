"""Settings: one list, checked at the start, documented."""

from dataclasses import fields
from pathlib import Path

import pytest

from club import config, documents
from club.config import Settings, WrongSetting

pytestmark = pytest.mark.anywhere  # they are read before any database

ROOT = Path(__file__).parent.parent
SECRET = "x" * 32


def read(tmp_path: Path, **values: str) -> Settings:
    return config.read({"CLUB_INSTANCE": str(tmp_path), **{f"CLUB_{name.upper()}": v for name, v in values.items()}})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("env", "prod"),
        ("secret_key", "court"),
        ("database_url", "mysql://x"),
        ("jobs_url", "amqp://x"),
        ("limits_url", "ftp://x"),
        ("limits", "non"),
        ("mail_url", "http://x"),
        ("storage_url", "ftp://x"),
        ("base_url", "club.fr"),
        ("base_url", "https://club.fr/?a=1"),
        ("trusted_proxies", "beaucoup"),
        ("theme", "rose"),
        ("database_url", "postgresql://localhost:abc/x"),
        ("base_url", "http://localhost:abc"),
        ("limits_url", "redis://localhost:abc"),
        ("mail_url", "smtp://localhost:abc"),
        ("mail_url", "smtp://"),
        ("storage_url", "s3://"),
        ("mail_from", "pas une adresse"),
        ("port", "0"),
        ("port", "99999999999999999999"),
    ],
)
def test_a_wrong_value_names_its_setting(tmp_path, name, value):
    with pytest.raises(WrongSetting, match=f"^CLUB_{name.upper()} : ") as error:
        read(tmp_path, **{name: value})
    assert "\n" not in str(error.value)


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSetting, match=r"^CLUB_INSTANCE : "):
        read(tmp_path / "file" / "instance")


def test_a_misspelt_setting_is_refused(tmp_path):
    with pytest.raises(WrongSetting, match="CLUB_PROT : réglage inconnu"):
        read(tmp_path, prot="8000")


def test_production_asks_for_its_secret_and_address(tmp_path):
    with pytest.raises(WrongSetting, match="CLUB_SECRET_KEY"):
        read(tmp_path, env="production", base_url="https://club.fr")
    with pytest.raises(WrongSetting, match="CLUB_BASE_URL"):
        read(tmp_path, env="production", secret_key=SECRET)
    with pytest.raises(WrongSetting, match="CLUB_LIMITS"):
        read(tmp_path, env="production", secret_key=SECRET, base_url="https://club.fr", limits="off")
    assert (
        read(tmp_path, env="production", secret_key=SECRET, base_url="https://club.fr/").base_url == "https://club.fr"
    )


def test_a_secret_made_in_development_survives_a_restart(tmp_path):
    first, second = read(tmp_path), read(tmp_path)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret").stat().st_mode & 0o077 == 0


def test_a_plain_postgresql_address_means_psycopg(tmp_path):
    assert read(tmp_path, database_url="postgresql://a@b/c").database_url == "postgresql+psycopg://a@b/c"
    assert read(tmp_path, database_url="postgres://a@b/c").database_url == "postgresql+psycopg://a@b/c"
    assert read(tmp_path).database_url == f"sqlite:///{tmp_path.resolve()}/club.db"


def test_every_setting_is_documented():
    assert (ROOT / "docs" / "settings.md").read_text() == documents.settings()
    assert all(setting.metadata["meaning"] for setting in fields(Settings))


def test_the_permissions_are_documented():
    assert (ROOT / "docs" / "permissions.md").read_text() == documents.permissions()


def test_no_setting_is_read_elsewhere():
    outside = [
        file.name
        for file in (ROOT / "club").rglob("*.py")
        if file.name not in {"config.py", "places.py", "serving.py"} and "os.environ" in file.read_text()
    ]
    assert outside == []
