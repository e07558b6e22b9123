"""Letters that come back, and the members whose address fails."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bounce",
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_bounce")),
    )
    op.create_index(op.f("ix_bounce_address"), "bounce", ["address"])
    op.create_index("ix_letter_message_id", "letter", ["message_id"])
    with op.batch_alter_table("member") as table:
        table.add_column(sa.Column("mail_failed_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("member") as table:
        table.drop_column("mail_failed_at")
    op.drop_index("ix_letter_message_id", "letter")
    op.drop_index(op.f("ix_bounce_address"), "bounce")
    op.drop_table("bounce")
