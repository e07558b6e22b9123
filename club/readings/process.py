"""Run the reader in a process of its own: nothing of ours in its surroundings, and an end whatever happens."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

READER = Path(__file__).with_name("reader.py")
SECONDS = {"COUNT": 4, "READ": 20}
MOST_RETURNED = 8 << 20


class Unreadable(Exception):
    """The reader was stopped, or gave nothing that can be used."""


@dataclass(frozen=True)
class Found:
    """What a document holds; `fault` is why it cannot be opened: password or damaged."""

    pages: int | None = None
    text: str = ""
    picture: bytes = b""
    fault: str = ""


def run(gesture: str, content: bytes, mime: str) -> Found:
    """COUNT the pages of a content or READ it; raises Unreadable."""
    try:
        with tempfile.TemporaryDirectory(prefix="club-") as folder:
            return _found(_answer(Path(folder), gesture, content, mime))
    except OSError as error:  # no room, or no more processes
        raise Unreadable(str(error)) from error


def _answer(folder: Path, gesture: str, content: bytes, mime: str) -> bytes:
    document, answer = folder / "document", folder / "answer"
    document.write_bytes(content)
    with answer.open("wb") as out:
        status = _reader([gesture, mime, str(document)], out.fileno(), folder, SECONDS[gesture])
    if status:
        raise Unreadable(f"reader ended with {status}")
    with answer.open("rb") as back:
        return back.read(MOST_RETURNED)


def _reader(words: list[str], out: int, folder: Path, seconds: int) -> int:
    process = subprocess.Popen(  # noqa: S603 - our own script, on a file that we have written
        [sys.executable, "-I", str(READER), *words],
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env={"PATH": os.defpath, "LANG": "C.UTF-8"},
        start_new_session=True,
    )
    try:
        return process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(f"reader was stopped after {seconds} seconds") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _found(answer: bytes) -> Found:
    line, _, picture = answer.partition(b"\n")
    try:
        return Found(**json.loads(line), picture=picture)
    except (ValueError, TypeError) as error:
        raise Unreadable("reader answered something else") from error
