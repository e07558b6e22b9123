"""Serve the site: gunicorn and the worker, started together and stopped together.

Both are forks of the process that has read the code and made the application: one start instead of three.
"""

import gc
import os
import signal
import time
from collections.abc import Callable
from contextvars import Context
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from types import FrameType
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from club import jobs
from club.config import Settings

GRACE = 10  # seconds given to a process to end what it is doing


class Gunicorn(BaseApplication):
    """gunicorn around an application that is already made."""

    def __init__(self, app: Callable[..., Any], options: dict[str, Any]) -> None:
        self._app, self._options = app, options
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return self._app


def web(app: Flask, settings: Settings, *, host: str, port: int) -> None:
    """Be the web server, until told to stop."""
    options = {
        "bind": f"{host}:{port}",
        "workers": settings.workers,
        "timeout": 60,
        "graceful_timeout": GRACE,
        "keepalive": 5,
        "loglevel": "warning",
        "preload_app": True,
        "control_socket_disable": True,
    }
    Gunicorn(app, options).run()


def run(app: Flask, settings: Settings, *, host: str, port: int) -> int:
    """Run both until one ends or the person stops them; returns the exit status."""
    print(f"Le Club est servi à l’adresse http://{host}:{port} (Ctrl-C pour arrêter).", flush=True)
    gc.freeze()  # what is there now stays shared between the processes; next to nothing of it is waste
    return _together([lambda: web(app, settings, host=host, port=port), lambda: jobs.work(app)])


def _together(works: list[Callable[[], None]]) -> int:
    running = [get_context("fork").Process(target=_alone, args=(work,)) for work in works]
    for process in running:
        process.start()
    stopped: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.append(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not stopped and all(process.is_alive() for process in running):
        time.sleep(0.2)
    codes = [_end(process) for process in running]
    return 0 if stopped else max(code or 1 for code in codes)


def _alone(work: Callable[[], None]) -> None:
    """In a session of its own, so that one Ctrl-C reaches it through us only; outside the command's context."""
    os.setsid()
    Context().run(work)


def _end(process: ForkProcess) -> int:
    if process.is_alive():
        process.terminate()
    process.join(GRACE + 5)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode or 0
