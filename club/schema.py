"""The tables of the database, brought up to date by numbered migrations.

Apart from the application, which serves without it: alembic is read by who prepares a base only.
"""

import flask_migrate
from flask import Flask, current_app

from club import places
from club.extensions import db


def know(app: Flask) -> None:
    """Tell an application where its migrations are; `flask db` needs it too."""
    if "migrate" not in app.extensions:
        flask_migrate.Migrate(app, db, directory=str(places.MIGRATIONS), render_as_batch=True)


def upgrade() -> None:
    """Run the migrations that are missing."""
    know(current_app)
    flask_migrate.upgrade()


def downgrade(revision: str) -> None:
    """Go back to a revision; `base` is an empty database."""
    know(current_app)
    flask_migrate.downgrade(revision=revision)
