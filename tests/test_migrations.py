"""Migrations: one head, numbered, up from nothing and down again, equal to the models."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from club import create_app, journal, places, search
from club.extensions import db as database
from club.schema import downgrade, upgrade
from tests.factories import Make

IGNORED = re.compile(r"^search_fts")


def test_there_is_one_head_and_files_are_numbered():
    config = Config()
    config.set_main_option("script_location", str(places.MIGRATIONS))
    assert len(ScriptDirectory.from_config(config).get_heads()) == 1
    names = sorted(file.name for file in (places.MIGRATIONS / "versions").glob("*.py"))
    assert [name[:5] for name in names] == [f"{number:04d}_" for number in range(1, len(names) + 1)]


def test_the_schema_is_what_the_models_say(app, db):
    connection = db.session.connection()
    context = MigrationContext.configure(connection, opts={"compare_type": True, "include_name": _known})
    assert compare_metadata(context, db.metadata) == []


def _known(name, kind, parents):
    return not (kind == "table" and name and IGNORED.match(name))


def test_up_from_nothing_and_down_again(settings, tmp_path, fresh_database):
    app = create_app(replace(settings, instance=tmp_path, database_url=fresh_database))
    with app.app_context():
        upgrade()
        assert "member" in inspect(database.engine).get_table_names()
        database.session.remove()
        downgrade("base")
        left = set(inspect(database.engine).get_table_names()) - {"alembic_version"}
        assert left == set()
        upgrade()
        database.session.remove()
        database.engine.dispose()


def test_the_journal_can_only_grow(db):
    journal.record("role.change", "member", 1, by=None, reason="essai")
    db.session.flush()
    statements = ["UPDATE journal_entry SET act = 'x'", "DELETE FROM journal_entry"]
    if db.engine.dialect.name == "postgresql":
        statements.append("TRUNCATE journal_entry")
    for statement in statements:
        with pytest.raises(DBAPIError, match="journal cannot be changed"), db.session.begin_nested():
            db.session.execute(text(statement))


def test_tables_that_are_remade_keep_their_rows_and_those_that_point_to_them(settings, tmp_path, fresh_database):
    """A base in use is not empty: SQLite remakes a table to change it."""
    app = create_app(replace(settings, instance=tmp_path, database_url=fresh_database))
    with app.app_context():
        upgrade()
        make = Make()
        partner = make.partner(make.organisation("EPF"))
        make.resource(partner, organisation_id=partner.organisation_id)
        make.topic(make.member())
        database.session.commit()
        tables = ("member", "organisation", "resource", "topic", "post", "commune")
        count = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)
        before = database.session.execute(text(count)).one()
        database.session.remove()
        downgrade("0030")
        upgrade()
        assert database.session.execute(text(count)).one() == before
        assert database.session.execute(text("SELECT organisation_id FROM resource")).scalar() is not None
        database.session.remove()
        database.engine.dispose()


def test_what_is_found_is_found_by_kind_after_the_terms_of_the_index_changed(settings, tmp_path, fresh_database):
    app = create_app(replace(settings, instance=tmp_path, database_url=fresh_database))
    with app.app_context():
        upgrade()
        at = datetime(2026, 1, 2, tzinfo=UTC)
        for kind, key in (("topic", "1"), ("topic", "2"), ("post", "3")):
            search.index(search.Document(kind, key, "La halle", "", "/", "members moderators", at))
        database.session.commit()
        database.session.remove()
        downgrade("0046")
        upgrade()
        for audience in ("members", "moderators"):
            found = search.find("halle", audiences=[audience], kinds=["topic"])
            assert {hit.key for hit in found.items} == {"1", "2"}
            assert found.counts == {"topic": 2, "post": 1}
        assert search.find("halle", audiences=["others"], kinds=["topic"]).counts == {}
        held = search.holding("halle", audiences=["members"], kind="post")
        assert held is not None
        assert database.session.scalars(held).all() == ["3"]
        database.session.remove()
        database.engine.dispose()
