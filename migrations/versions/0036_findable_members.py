"""Members choose what the directory shows of them, and whether they figure in it; what they can help on."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

SHOWN = ("is_bio_shown", "is_listed")


def upgrade() -> None:
    with op.batch_alter_table("member") as table:
        for name in SHOWN:
            table.add_column(sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true()))
        table.add_column(sa.Column("first_seen_at", UtcDateTime(), nullable=True))
        table.create_index("ix_member_placed", ["commune_code", "status", "is_listed", "id"])
        table.drop_index("ix_member_commune_code")
    op.create_table(
        "member_help",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_member_help_member_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_member_help_term_id")),
        sa.PrimaryKeyConstraint("member_id", "term_id", name=op.f("pk_member_help")),
    )
    op.create_index(op.f("ix_member_help_term_id"), "member_help", ["term_id"])


def downgrade() -> None:
    op.drop_table("member_help")
    with op.batch_alter_table("member") as table:
        table.create_index("ix_member_commune_code", ["commune_code"])
        table.drop_index("ix_member_placed")
        table.drop_column("first_seen_at")
        for name in SHOWN:
            table.drop_column(name)
