"""What communes declare of the aids they asked for."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

REFERRED = {
    "aid_id": "aid.id",
    "commune_code": "commune.code",
    "member_id": "member.id",
    "experience_id": "experience.id",
}


def upgrade() -> None:
    op.create_table(
        "aid_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("aid_id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("experience_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("asked_on", "answered_on", "paid_on")),
        sa.Column("is_contactable", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("created_at", "updated_at")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_aid_proof_{column}"))
            for column, target in REFERRED.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_proof")),
    )
    for column in ("commune_code", "member_id", "experience_id"):
        op.create_index(op.f(f"ix_aid_proof_{column}"), "aid_proof", [column])
    op.create_index("ix_aid_proof_aid_id_state", "aid_proof", ["aid_id", "state"])


def downgrade() -> None:
    op.drop_table("aid_proof")
