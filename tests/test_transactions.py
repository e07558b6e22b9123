"""What a request opens in the database, by whether it may write."""

import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import OperationalError

from club import create_app, jobs
from club.extensions import db, only_reading
from club.schema import upgrade


def test_what_is_written_after_a_reading_request_can_be_undone(app: Flask, fresh_database: str) -> None:
    engine = create_engine(fresh_database, pool_size=1, max_overflow=0)  # one connection serves them all
    for name in ("first", "second"):
        with app.test_request_context(method="GET"), engine.connect() as reading:
            assert reading.execute(text("SELECT 1")).scalar() == 1
        with app.test_request_context(method="POST"), engine.connect() as writing:
            writing.execute(text(f"CREATE TABLE {name} (id INTEGER)"))
            writing.rollback()
        assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_who_only_reads_opens_no_transaction_on_postgresql(app: Flask, fresh_database: str) -> None:
    engine = create_engine(fresh_database)
    moments = text("SELECT CURRENT_TIMESTAMP")  # of PostgreSQL's transaction; of SQLite's statement
    for method, is_one in (("GET", False), ("POST", True), ("GET", False)):
        with app.test_request_context(method=method), engine.connect() as connection:
            seen = {connection.execute(moments).scalar() for _ in range(2)}
            if engine.dialect.name == "postgresql":
                assert (len(seen) == 1) == is_one
            else:
                driver: Any = connection.connection.dbapi_connection
                assert driver.in_transaction
    engine.dispose()


def test_a_long_look_of_the_worker_keeps_nobody_from_writing(app: Flask, fresh_database: str) -> None:
    club = create_app(replace(app.config["CLUB"], database_url=fresh_database))
    other = create_engine(fresh_database, connect_args={"timeout": 0} if "sqlite" in fresh_database else {})
    with jobs.background(club):
        db.session.execute(text("CREATE TABLE thing (id INTEGER)"))
        with only_reading():
            assert db.session.execute(text("SELECT count(*) FROM thing")).scalar() == 0
            with app.test_request_context(method="POST"), other.connect() as writer:
                writer.execute(text("INSERT INTO thing VALUES (1)"))
                writer.commit()
        db.session.execute(text("INSERT INTO thing VALUES (2)"))
        db.session.commit()
        assert db.session.execute(text("SELECT count(*) FROM thing")).scalar() == 2
        db.session.remove()
        db.engine.dispose()
    other.dispose()


def test_a_base_that_does_not_answer_is_a_page_that_says_so(app, make, sign_in, monkeypatch):
    browser = sign_in(make.member())

    def refuse(*words: object, **more: object) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    monkeypatch.setattr(db.session, "scalar", refuse)
    monkeypatch.setattr(db.session, "connection", refuse)
    for answer in (browser.get("/notifications/"), browser.post("/forum/tout-lu")):
        assert (answer.status_code, "momentanément indisponible" in answer.text) == (503, True)


def test_a_base_that_others_write_all_the_time_is_told_as_one_that_does_not_answer(app: Flask, tmp_path: Path) -> None:
    """SQLite lets one writer in at a time: whoever waits too long reads a page, not a stack trace."""
    address = f"sqlite:///{tmp_path}/busy.db"
    club = create_app(replace(app.config["CLUB"], instance=tmp_path, database_url=address))
    with club.app_context():
        upgrade()
        with db.engine.connect() as soon:
            soon.exec_driver_sql("PRAGMA busy_timeout=20")
            soon.rollback()
        other = sqlite3.connect(tmp_path / "busy.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        club.config["WTF_CSRF_ENABLED"] = False
        answer = club.test_client().post(
            "/connexion", data={"email": "ana@club.example", "password": "un mot de passe"}
        )
        other.close()
        assert (answer.status_code, "momentanément indisponible" in answer.text) == (503, True)
        db.session.remove()
        db.engine.dispose()
