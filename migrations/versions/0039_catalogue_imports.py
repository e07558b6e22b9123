"""Catalogues of partners: each import, its lines, and where the resources that came from one come from."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalogue_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=4), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("stored_id", sa.Integer(), nullable=True),
        sa.Column("is_published", sa.Boolean(), nullable=False),
        sa.Column("type_id", sa.Integer(), nullable=False),
        sa.Column("theme_ids", sa.JSON(), nullable=False),
        sa.Column("territories", sa.JSON(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_catalogue_import_organisation_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_catalogue_import_author_id")),
        sa.ForeignKeyConstraint(["stored_id"], ["stored_file.id"], name=op.f("fk_catalogue_import_stored_id")),
        sa.ForeignKeyConstraint(["type_id"], ["term.id"], name=op.f("fk_catalogue_import_type_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_import")),
    )
    op.create_index(op.f("ix_catalogue_import_author_id"), "catalogue_import", ["author_id"])
    op.create_index("ix_catalogue_import_newest", "catalogue_import", ["organisation_id", "created_at", "id"])
    op.create_index("ix_catalogue_import_working", "catalogue_import", ["phase", "touched_at"])
    op.create_table(
        "import_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=300), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=9), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("protected", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["catalogue_import.id"], name=op.f("fk_import_line_import_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_import_line_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_line")),
        sa.UniqueConstraint("import_id", "number", name=op.f("uq_import_line_import_id_number")),
    )
    op.create_index("ix_import_line_identifier", "import_line", ["import_id", "identifier"])
    op.create_index("ix_import_line_outcome", "import_line", ["import_id", "outcome", "number"])
    op.create_index("ix_import_line_resource", "import_line", ["resource_id"])
    op.create_table(
        "source_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=300), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("written", sa.JSON(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_source_record_organisation_id")
        ),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_source_record_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_record")),
        sa.UniqueConstraint("organisation_id", "identifier", name=op.f("uq_source_record_organisation_id_identifier")),
    )
    op.create_index(op.f("ix_source_record_resource_id"), "source_record", ["resource_id"])


def downgrade() -> None:
    op.drop_table("source_record")
    op.drop_table("import_line")
    op.drop_table("catalogue_import")
