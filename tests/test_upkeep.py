"""What the database needs now and then."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from club import create_app, upkeep
from club.extensions import db
from club.schema import upgrade

pytestmark = pytest.mark.anywhere


def test_sqlite_learns_the_sizes_of_its_tables_each_night(settings, tmp_path):
    app = create_app(replace(settings, instance=tmp_path, database_url=f"sqlite:///{tmp_path}/club.db"))
    with app.app_context():
        upgrade()
        db.session.execute(text("INSERT INTO region (code, name, zone) VALUES ('24', 'Centre', 'metro')"))
        db.session.commit()
        upkeep.know_sizes()
        assert db.session.execute(text("SELECT stat FROM sqlite_stat1 WHERE tbl = 'region'")).first()
        db.session.remove()
        db.engine.dispose()
