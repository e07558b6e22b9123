"""Organisations named in a resource accept to keep it: those that were named before are asked as the others."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resource_partner") as table:
        table.add_column(sa.Column("accepted_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("resource_partner") as table:
        table.drop_column("accepted_at")
