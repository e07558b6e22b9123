"""A club with its demonstration, made once by the commands that people use and copied by the tests that need one."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def surroundings(instance: Path) -> dict[str, str]:
    """The variables of a process that works in this folder, with no setting of the club but that."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CLUB_")}
    return kept | {"CLUB_INSTANCE": str(instance), "PYTHONPATH": str(ROOT)}


def shared(factory: pytest.TempPathFactory) -> Path:
    """Where what is made once is kept: for all that `make test` runs, else for the workers of this pytest."""
    if given := os.environ.get("CLUB_TEST_SHARED"):
        return Path(given)
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own  # what is above belongs to earlier runs


def copy(factory: pytest.TempPathFactory, to: Path) -> Path:
    """Fill a folder with the club of the demonstration; the first who asks makes it, the others wait."""
    made = shared(factory) / "seeded"
    made.mkdir(exist_ok=True)
    with made.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "whole").exists():
            for command in ("init", "demo"):
                words = [sys.executable, "-m", "club", command]
                subprocess.run(words, env=surroundings(made), cwd=made, check=True, capture_output=True)
            (made / "whole").touch()
    shutil.copytree(made, to, dirs_exist_ok=True)
    return to
