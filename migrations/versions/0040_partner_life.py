"""Who asks to keep the card of an organisation, and the texts that its edits replaced."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

POINTERS = {
    "organisation_claim": {
        **{"organisation_id": "organisation", "author_id": "member"},
        **{"stored_id": "stored_file", "settled_by_id": "member"},
    },
    "organisation_revision": {"organisation_id": "organisation", "replaced_by_id": "member"},
}


def _pointers(table: str) -> list[sa.ForeignKeyConstraint]:
    keys = POINTERS[table].items()
    return [
        sa.ForeignKeyConstraint([name], [f"{other}.id"], name=op.f(f"fk_{table}_{name}_{other}"))
        for name, other in keys
    ]


def upgrade() -> None:
    op.create_table(
        "organisation_claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=120), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("stored_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_claim")),
        *_pointers("organisation_claim"),
    )
    op.create_index("ix_organisation_claim_state", "organisation_claim", ["state", "created_at"])
    for name in ("organisation_id", "author_id"):
        op.create_index(op.f(f"ix_organisation_claim_{name}"), "organisation_claim", [name])
    op.create_table(
        "organisation_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_revision")),
        *_pointers("organisation_revision"),
    )
    op.create_index(op.f("ix_organisation_revision_organisation_id"), "organisation_revision", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("organisation_revision")
    op.drop_table("organisation_claim")
