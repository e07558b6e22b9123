"""When an aid was first declared obtained: what is known already counts from its last change."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("aid_proof") as table:
        table.add_column(sa.Column("granted_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE aid_proof SET granted_at = updated_at WHERE state IN ('obtained', 'paid')")


def downgrade() -> None:
    with op.batch_alter_table("aid_proof") as table:
        table.drop_column("granted_at")
