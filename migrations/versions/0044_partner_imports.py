"""Imports of organisations from a table: each one, and its lines."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "partner_import",
        sa.Column("type_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("phase", sa.String(length=8), nullable=False),
        sa.Column("halted", sa.String(length=7), nullable=False),
        sa.Column("halted_word", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("touched_at", UtcDateTime(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_partner_import_author_id")),
        sa.ForeignKeyConstraint(["type_id"], ["term.id"], name=op.f("fk_partner_import_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_import")),
    )
    op.create_index(op.f("ix_partner_import_author_id"), "partner_import", ["author_id"])
    op.create_index("ix_partner_import_newest", "partner_import", ["created_at", "id"])
    op.create_index("ix_partner_import_working", "partner_import", ["phase", "touched_at"])
    op.create_table(
        "partner_import_line",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("protected", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["partner_import.id"], name=op.f("fk_partner_import_line_import_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_partner_import_line_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_import_line")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_partner_import_line_import_id_number")),
    )
    op.create_index("ix_partner_import_line_organisation", "partner_import_line", ["organisation_id"])
    op.create_index("ix_partner_import_line_outcome", "partner_import_line", ["import_id", "outcome", "number"])


def downgrade() -> None:
    op.drop_table("partner_import_line")
    op.drop_table("partner_import")
