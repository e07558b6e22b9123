"""Communes that members add after their admission are confirmed by the staff; those that are there already are."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("member_commune") as table:
        table.add_column(sa.Column("is_vouched", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    with op.batch_alter_table("member_commune") as table:
        table.drop_column("is_vouched")
