"""What the measures asked for: the questions that wait longest, and what the gallery ranks, read from an index."""

from alembic import op
from sqlalchemy import text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

WAITING = text("kind = 'question' AND answered_at IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_topic_waiting_since", "topic", ["created_at", "id"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    listed = [text("published_at DESC"), text("id DESC"), "state", "hidden_at", "commune_code"]
    op.create_index("ix_experience_listed", "experience", listed)
    op.drop_index("ix_experience_newest", "experience")
    # The old word was longer than its column: PostgreSQL refused it, SQLite has it.
    op.execute("UPDATE experience SET stage = 'oeuvre' WHERE stage = 'mise-en-oeuvre'")


def downgrade() -> None:
    op.create_index("ix_experience_newest", "experience", [text("published_at DESC"), text("id DESC")])
    op.drop_index("ix_experience_listed", "experience")
    op.drop_index("ix_topic_waiting_since", "topic")
