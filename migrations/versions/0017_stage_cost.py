"""The gallery filtered by stage and cost reads an index instead of every story."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_experience_stage_cost", "experience", ["stage", "cost"])


def downgrade() -> None:
    op.drop_index("ix_experience_stage_cost", "experience")
