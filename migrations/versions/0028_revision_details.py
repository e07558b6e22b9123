"""Versions of resources hold their type and its details; those kept before have the details of today."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _table(name: str, key: str) -> sa.TableClause:
    return sa.table(name, sa.column(key), sa.column("type_id"), sa.column("details"))


def upgrade() -> None:
    with op.batch_alter_table("resource_revision") as table:
        table.add_column(sa.Column("type_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("details", sa.JSON(), nullable=True))
    resource, old = _table("resource", "id"), _table("resource_revision", "resource_id")
    for name in ("type_id", "details"):
        today = sa.select(resource.c[name]).where(resource.c.id == old.c.resource_id).scalar_subquery()
        op.execute(old.update().values({name: today}))
    with op.batch_alter_table("resource_revision") as table:
        table.alter_column("type_id", existing_type=sa.Integer(), nullable=False)
        table.alter_column("details", existing_type=sa.JSON(), nullable=False)
        table.create_foreign_key(op.f("fk_resource_revision_type_id"), "term", ["type_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("resource_revision") as table:
        table.drop_constraint(op.f("fk_resource_revision_type_id"), type_="foreignkey")
        table.drop_column("details")
        table.drop_column("type_id")
