"""forum asking"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RESTRICTED = sa.text("audience <> 'members'")


def upgrade() -> None:
    op.add_column("topic", sa.Column("audience", sa.String(length=20), nullable=False, server_default="members"))
    op.create_index("ix_topic_restricted", "topic", ["theme_id"], sqlite_where=RESTRICTED, postgresql_where=RESTRICTED)


def downgrade() -> None:
    op.drop_index("ix_topic_restricted", "topic")
    op.drop_column("topic", "audience")
