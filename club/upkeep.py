"""What the database needs now and then."""

from sqlalchemy import text

from club import jobs
from club.extensions import db

SAMPLE = 1000  # rows of each index that are looked at: enough to choose well, a few hundredths of a second


@jobs.every(hour=2)
def know_sizes() -> None:
    """Let SQLite choose among indexes by what the tables hold; PostgreSQL keeps that up to date by itself."""
    if db.engine.dialect.name == "sqlite":
        db.session.execute(text(f"PRAGMA analysis_limit={SAMPLE}"))
        db.session.execute(text("ANALYZE"))
        db.session.commit()
