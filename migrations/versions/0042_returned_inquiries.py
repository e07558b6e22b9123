"""Requests whose mail came back."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("inquiry") as table:
        table.add_column(sa.Column("returned_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("inquiry") as table:
        table.drop_column("returned_at")
