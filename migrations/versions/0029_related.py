"""Things that are near one another, found by the worker and kept with the reason."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "related",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("other_kind", sa.String(length=20), nullable=False),
        sa.Column("other_key", sa.String(length=40), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.String(length=400), nullable=False),
        sa.Column("is_mutual", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "other_kind", "other_key", name=op.f("pk_related")),
    )
    op.create_index("ix_related_other", "related", ["other_kind", "other_key"])
    op.create_table(
        "related_done",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_related_done")),
    )
    op.create_index(op.f("ix_related_done_at"), "related_done", ["at"])


def downgrade() -> None:
    op.drop_table("related_done")
    op.drop_table("related")
