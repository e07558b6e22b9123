"""The queue: what is handed over is done once, wherever it waits."""

import os
from dataclasses import replace

import pytest

from club import create_app, jobs
from tests.conftest import new_database


@pytest.fixture
def done(monkeypatch):
    seen: list[int] = []
    monkeypatch.setitem(jobs.TASKS, "a-test", seen.append)
    return seen


def queue_of(settings, tmp_path, url):
    return create_app(replace(settings, instance=tmp_path, jobs_url=url)).extensions["jobs"]


def drained(queue):
    while (task := queue.huey.dequeue()) is not None:
        queue.huey.execute(task)


def queues(tmp_path):
    """The addresses of the queues that this machine can serve."""
    server = os.environ.get("CLUB_TEST_DATABASE")
    database = new_database(tmp_path, "jobs").replace("postgresql+psycopg:", "postgresql:") if server else ""
    return filter(None, ("embedded", os.environ.get("CLUB_TEST_REDIS"), database))


def test_a_task_waits_in_the_queue_that_the_settings_name_and_is_done_once(settings, tmp_path, done):
    for number, url in enumerate(queues(tmp_path)):
        queue = queue_of(settings, tmp_path / str(number), "" if url == "embedded" else url)
        queue.huey.flush()
        queue.run("a-test", (number,))
        queue.close()  # as before a fork
        assert done == []
        drained(queue)
        drained(queue)
        assert done == [number], url
        done.clear()
        queue.close()
