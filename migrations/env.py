"""Run the migrations with the application's own engine and models."""

from alembic import context
from flask import current_app

database = current_app.extensions["migrate"].db
IGNORED = ("search_fts",)  # FTS5's own tables: made by the migrations, unknown to the models


def include_name(name, type_, parents):
    return not (type_ == "table" and name is not None and name.startswith(IGNORED))


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with database.engine.connect() as connection:
        loosen(connection, True)
        try:
            migrate(connection)
            refuse_orphans(connection)
            connection.commit()
        finally:
            connection.rollback()
            loosen(connection, False)


def loosen(connection, is_loose: bool) -> None:
    """SQLite remakes a table to change it: what points to the old one must wait for the new one.

    Outside of any transaction, as https://www.sqlite.org/lang_altertable.html asks (section 7).
    """
    if connection.dialect.name == "sqlite":
        driver = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA foreign_keys={'OFF' if is_loose else 'ON'}")


def refuse_orphans(connection) -> None:
    """What the constraints would have refused meanwhile stops the migration: nothing is committed."""
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if orphans:
            raise RuntimeError(f"rows that point to nothing: {orphans[:5]}")


def migrate(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        include_name=include_name,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
