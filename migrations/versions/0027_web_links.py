"""The addresses that pages show, and whether they still answer."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "web_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("missed_since", UtcDateTime(), nullable=True),
        sa.Column("dead_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_link")),
        sa.UniqueConstraint("url", name=op.f("uq_web_link_url")),
    )
    op.create_index(op.f("ix_web_link_due_at"), "web_link", ["due_at"])
    op.create_table(
        "link_use",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["web_link.id"], name=op.f("fk_link_use_link_id_web_link")),
        sa.PrimaryKeyConstraint("link_id", "kind", "thing_id", name=op.f("pk_link_use")),
    )
    op.create_index("ix_link_use_thing", "link_use", ["kind", "thing_id"])


def downgrade() -> None:
    op.drop_table("link_use")
    op.drop_table("web_link")
