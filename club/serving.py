"""Serve the site: gunicorn and the worker, started together and stopped together."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from types import FrameType

from club.config import Settings

GRACE = 10  # seconds given to a process to end what it is doing


def run(settings: Settings, *, host: str, port: int) -> int:
    """Run both until one ends or the person stops them; returns the exit status."""
    worker = [sys.executable, "-m", "club", "work"]
    print(f"Le Club est servi à l’adresse http://{host}:{port} (Ctrl-C pour arrêter).", flush=True)
    return _together([web(settings, host=host, port=port), worker])


def web(settings: Settings, *, host: str, port: int) -> list[str]:
    """The command that starts the web server alone."""
    return [
        *(sys.executable, "-m", "gunicorn", "club:create_app()", "--bind", f"{host}:{port}"),
        *("--workers", str(settings.workers), "--timeout", "60", "--graceful-timeout", str(GRACE)),
        *("--keep-alive", "5", "--log-level", "warning", "--preload", "--no-control-socket"),
    ]


def _together(commands: Sequence[Sequence[str]]) -> int:
    """Start the commands in sessions of their own, so that one Ctrl-C reaches them through us only."""
    running = [subprocess.Popen(command, start_new_session=True, env=os.environ) for command in commands]  # noqa: S603
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopped and all(process.poll() is None for process in running):
        time.sleep(0.2)
    codes = [_end(process) for process in running]
    return 0 if stopped else max(code or 1 for code in codes)


def _end(process: "subprocess.Popen[bytes]") -> int:
    if process.poll() is None:
        process.terminate()
    try:
        return process.wait(GRACE + 5)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
