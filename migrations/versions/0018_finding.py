"""How much each resource is used, and what its list reads: territories and themes from their index alone."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


CARD = ["hidden_at", "published_at", "state", "type_id", "organisation_id", "licence", "id"]


def upgrade() -> None:
    op.add_column("resource_care", sa.Column("used", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_resource_card", "resource", CARD)
    op.drop_index("ix_resource_territory_scope_code", "resource_territory")
    op.drop_index("ix_resource_territory_resource_id", "resource_territory")
    op.create_index("ix_resource_territory_place", "resource_territory", ["scope", "code", "resource_id"])
    op.create_index("ix_resource_territory_of", "resource_territory", ["resource_id", "scope", "code"])


def downgrade() -> None:
    op.drop_index("ix_resource_territory_of", "resource_territory")
    op.drop_index("ix_resource_territory_place", "resource_territory")
    op.create_index("ix_resource_territory_resource_id", "resource_territory", ["resource_id"])
    op.create_index("ix_resource_territory_scope_code", "resource_territory", ["scope", "code"])
    op.drop_index("ix_resource_card", "resource")
    with op.batch_alter_table("resource_care") as table:
        table.drop_column("used")
