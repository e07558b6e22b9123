"""library shelf"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "collection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        *(sa.Column(name, UtcDateTime(), nullable=True) for name in ("shared_at", "recommended_at", "hidden_at")),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("created_at", "updated_at")),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("hidden_reason", "intro", "intro_html")),
        sa.CheckConstraint(
            "recommended_at IS NULL OR shared_at IS NOT NULL", name=op.f("ck_collection_recommended_is_shared")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_collection_author_id")),
        sa.ForeignKeyConstraint(
            ["departement_code"], ["departement.code"], name=op.f("fk_collection_departement_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
    )  # fmt: skip
    op.create_index(op.f("ix_collection_departement_code"), "collection", ["departement_code"])
    op.create_index("ix_collection_recommended", "collection", ["recommended_at", "id"])
    op.create_index("ix_collection_mine", "collection", ["author_id", "updated_at", "id"])
    op.create_table(
        "collection_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("collection_id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_collection_step_collection_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_collection_step_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_step")),
        sa.UniqueConstraint(
            "collection_id", "resource_id", name=op.f("uq_collection_step_collection_id_resource_id")
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_collection_step_resource_id"), "collection_step", ["resource_id"])
    op.create_table(
        "collection_export",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "collection_id", "author_id")),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=True),
        sa.Column("stored_id", sa.Integer(), nullable=True),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["collection_id"], ["collection.id"], name=op.f("fk_collection_export_collection_id")),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_collection_export_author_id")),
        sa.ForeignKeyConstraint(["stored_id"], ["stored_file.id"], name=op.f("fk_collection_export_stored_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_export")),
        sa.UniqueConstraint(
            "collection_id", "author_id", name=op.f("uq_collection_export_collection_id_author_id")
        ),
    )  # fmt: skip
    for column in ("author_id", "asked_at", "next_try_at"):
        op.create_index(op.f(f"ix_collection_export_{column}"), "collection_export", [column])


def downgrade() -> None:
    op.drop_table("collection_export")
    op.drop_table("collection_step")
    op.drop_table("collection")
