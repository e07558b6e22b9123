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
        migrate(connection)
        connection.commit()


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
