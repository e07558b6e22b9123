"""What is hidden by moderation in requests to organisations."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None
TABLES = "inquiry", "inquiry_reply"


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("hidden_at", UtcDateTime(), nullable=True))
            table.add_column(sa.Column("hidden_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.drop_column("hidden_reason")
            table.drop_column("hidden_at")
