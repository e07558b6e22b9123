"""The resources of a theme or a stage are read from the index alone."""

from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

TABLES = ("resource_theme", "resource_stage")


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_term_id_resource_id", table, ["term_id", "resource_id"])
        op.drop_index(f"ix_{table}_term_id", table)


def downgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_term_id", table, ["term_id"])
        op.drop_index(f"ix_{table}_term_id_resource_id", table)
