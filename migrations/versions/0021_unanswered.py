"""The words that found nothing, counted by day."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unanswered_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=10), nullable=False),
        sa.Column("words", sa.String(length=100), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered_search")),
        sa.UniqueConstraint("day", "place", "words", name=op.f("uq_unanswered_search_day_place_words")),
    )


def downgrade() -> None:
    op.drop_table("unanswered_search")
