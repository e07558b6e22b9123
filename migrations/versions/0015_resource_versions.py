"""what edits of resources replaced"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resource_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["member.id"], name=op.f("fk_resource_revision_replaced_by_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_resource_revision_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_revision")),
    )
    op.create_index("ix_resource_revision_resource_id", "resource_revision", ["resource_id"])
    op.create_table(
        "resource_file_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("stored_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["resource_file.id"], name=op.f("fk_resource_file_version_file_id")),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"], ["member.id"], name=op.f("fk_resource_file_version_replaced_by_id")
        ),
        sa.ForeignKeyConstraint(["stored_id"], ["stored_file.id"], name=op.f("fk_resource_file_version_stored_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_file_version")),
    )
    op.create_index("ix_resource_file_version_file_id", "resource_file_version", ["file_id"])


def downgrade() -> None:
    op.drop_table("resource_file_version")
    op.drop_table("resource_revision")
