"""Twin communes, found by the worker and kept with the reasons."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "commune_twin",
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("twin_code", sa.String(length=5), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_commune_twin_commune_code")),
        sa.ForeignKeyConstraint(["twin_code"], ["commune.code"], name=op.f("fk_commune_twin_twin_code")),
        sa.PrimaryKeyConstraint("commune_code", "twin_code", name=op.f("pk_commune_twin")),
    )
    op.create_index(op.f("ix_commune_twin_twin_code"), "commune_twin", ["twin_code"])
    op.create_table(
        "commune_twin_due",
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["commune_code"], ["commune.code"], name=op.f("fk_commune_twin_due_commune_code")),
        sa.PrimaryKeyConstraint("commune_code", name=op.f("pk_commune_twin_due")),
    )


def downgrade() -> None:
    op.drop_table("commune_twin_due")
    op.drop_index(op.f("ix_commune_twin_twin_code"), "commune_twin")
    op.drop_table("commune_twin")
