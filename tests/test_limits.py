"""Counters hold across processes, in a file and in Redis alike."""

import multiprocessing
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter

from club import limits
from tests.toolbox import free_port, small_app

pytestmark = pytest.mark.anywhere  # counters have a store of their own

REDIS = shutil.which("redis-server")


@pytest.fixture(scope="module")
def redis_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if REDIS is None:
        pytest.skip("no redis-server on this machine")
    folder, port = tmp_path_factory.mktemp("redis"), free_port()
    command = [REDIS, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        address = f"redis://127.0.0.1:{port}/0"
        storage = storage_from_string(address)
        deadline = time.monotonic() + 10
        while not storage.check() and time.monotonic() < deadline:
            time.sleep(0.05)
        yield address
        server.terminate()


@pytest.fixture(params=["file", "redis", "memory"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "redis":
        return str(request.getfixturevalue("redis_address"))
    return f"sqlitefile://{tmp_path}/limits.db" if request.param == "file" else "memory://"


@pytest.fixture
def storage(address: str) -> Iterator[Storage]:
    storage = storage_from_string(address)
    yield storage
    storage.reset()


def test_a_counter_grows_and_starts_again_when_its_time_is_over(storage: Storage):
    assert storage.check()
    assert storage.get("a") == 0
    assert [storage.incr("a", 1), storage.incr("a", 1, amount=3)] == [1, 4]
    assert storage.get("a") == 4
    assert 0 < storage.get_expiry("a") - time.time() <= 2
    time.sleep(1.2)
    assert storage.get("a") == 0
    assert storage.incr("a", 60) == 1


def test_counters_are_cleared_one_by_one_or_all(storage: Storage):
    for key in ("a", "b", "c"):
        storage.incr(key, 60)
    storage.clear("a")
    assert [storage.get(key) for key in ("a", "b")] == [0, 1]
    storage.reset()
    assert storage.get("c") == 0


def _many(address: str, times: int) -> None:
    storage = storage_from_string(address)
    for _ in range(times):
        storage.incr("partout", 60)


def test_processes_that_count_together_lose_no_try(address: str, storage: Storage):
    if address == "memory://":
        assert storage_from_string(address) is not storage
        return
    fork = multiprocessing.get_context("fork")
    workers = [fork.Process(target=_many, args=(address, 100)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert storage.get("partout") == 400


def test_the_strategy_of_the_library_works_on_it(storage: Storage):
    limiter = FixedWindowRateLimiter(storage)
    rule = limits.parse("2 per minute")
    assert [limiter.hit(rule, "x") for _ in range(3)] == [True, True, False]
    window = limiter.get_window_stats(rule, "x")
    assert window.remaining == 0
    assert time.time() < window.reset_time <= time.time() + 61


@pytest.fixture
def club(tmp_path: Path, fresh_database: str) -> Iterator[Flask]:
    with small_app(tmp_path, fresh_database) as app:
        yield app


def test_a_rule_is_used_up_for_one_key_and_forgotten_on_success(club: Flask):
    rule = "3 per 10 minutes"
    assert [limits.hit("connexion", "ana@x.example", rule) for _ in range(4)] == [True, True, True, False]
    assert not limits.is_open("connexion", "ana@x.example", rule)
    assert limits.is_open("connexion", "bob@x.example", rule)
    assert limits.is_open("message", "ana@x.example", rule)
    limits.forget("connexion", "ana@x.example", rule)
    assert limits.hit("connexion", "ana@x.example", rule)


def test_asking_whether_a_rule_is_open_counts_nothing(club: Flask):
    assert all(limits.is_open("connexion", 1, "2 per minute") for _ in range(5))


def test_keys_with_separators_are_not_mixed_up_and_odd_ones_are_taken(club: Flask):
    for key in ("a/b", "é\ud800", "x" * 10_000, "%s'\""):
        assert limits.hit("connexion", key, "1 per minute")
        assert not limits.hit("connexion", key, "1 per minute")


def test_by_default_the_counters_are_in_a_file_of_the_instance(club: Flask):
    limits.hit("connexion", 1, "1 per minute")
    assert (Path(club.instance_path) / "limits.db").stat().st_size > 0


def test_the_file_forgets_what_is_over(club: Flask):
    limits.hit("connexion", 1, "1 per second")
    limits.hit("connexion", 2, "1 per hour")
    time.sleep(1.2)
    limits.forget_counters()
    storage = club.extensions["limits"].storage
    with storage._open() as file:
        assert file.execute("SELECT count(*) FROM counter").fetchone() == (1,)


def test_limits_that_are_off_refuse_nothing(tmp_path: Path, fresh_database: str):
    with small_app(tmp_path, fresh_database, CLUB_LIMITS="off"):
        assert all(limits.hit("connexion", 1, "1 per hour") for _ in range(5))


def test_counters_that_do_not_answer_are_replaced_by_those_of_the_process(tmp_path: Path, fresh_database: str):
    address = f"redis://127.0.0.1:{free_port()}/0"
    with small_app(tmp_path, fresh_database, CLUB_LIMITS_URL=address):
        assert [limits.hit("connexion", 1, "2 per hour") for _ in range(3)] == [True, True, False]
