"""the states of resources"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ADDED = ("state", "publish_at", "expires_on", "review_word", "replaced_by_id")


def upgrade() -> None:
    op.add_column("resource", sa.Column("state", sa.String(length=12), nullable=False, server_default="draft"))
    op.add_column("resource", sa.Column("publish_at", UtcDateTime(), nullable=True))
    op.add_column("resource", sa.Column("expires_on", sa.Date(), nullable=True))
    op.add_column("resource", sa.Column("review_word", sa.Text(), nullable=False, server_default=""))
    if op.get_bind().dialect.name == "sqlite":  # adds a reference with its column only
        heir = "ADD COLUMN replaced_by_id INTEGER CONSTRAINT fk_resource_replaced_by_id REFERENCES resource (id)"
        op.execute(f"ALTER TABLE resource {heir}")
    else:
        op.add_column("resource", sa.Column("replaced_by_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_resource_replaced_by_id"), "resource", "resource", ["replaced_by_id"], ["id"])
    op.execute("UPDATE resource SET state = 'published' WHERE published_at IS NOT NULL")
    op.create_index("ix_resource_publish_at", "resource", ["publish_at"])
    op.create_index("ix_resource_state", "resource", ["state", "expires_on"])


def downgrade() -> None:
    op.drop_index("ix_resource_state", "resource")
    op.drop_index("ix_resource_publish_at", "resource")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_resource_replaced_by_id"), "resource", type_="foreignkey")
    for name in reversed(ADDED):
        op.drop_column("resource", name)
