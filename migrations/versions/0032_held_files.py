"""Files sent while the form of a resource is open are held until it is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("resource_file") as table:
        table.add_column(sa.Column("held_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_resource_file_held_by_id_member", "member", ["held_by_id"], ["id"])
        table.create_index("ix_resource_file_held_by_id", ["held_by_id"])


def downgrade() -> None:
    # What was held was nobody's to read.
    op.execute("DELETE FROM resource_file WHERE held_by_id IS NOT NULL")
    with op.batch_alter_table("resource_file") as table:
        table.drop_index("ix_resource_file_held_by_id")
        table.drop_constraint("fk_resource_file_held_by_id_member", type_="foreignkey")
        table.drop_column("held_by_id")
