"""library files"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# What is there already is read by the worker, as what comes is.
ASK = """
    INSERT INTO content_reading (key, text, attempts, next_try_at)
    SELECT key, '', 0, min(created_at) FROM stored_file
    WHERE mime = 'application/pdf' OR mime LIKE 'application/vnd.o%' GROUP BY key
"""


def upgrade() -> None:
    op.create_table(
        "content_reading",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("thumbnail_id", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["thumbnail_id"], ["stored_file.id"], name=op.f("fk_content_reading_thumbnail_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_content_reading")),
    )
    op.create_index("ix_content_reading_next_try_at", "content_reading", ["next_try_at"])
    op.execute(ASK)
    op.add_column("search_document", sa.Column("parts", sa.JSON(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("search_document", "parts")
    op.drop_table("content_reading")
