"""The keys of the documents that have a word are read without their texts."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_search_document_identity", "search_document", ["id", "kind", "key"])


def downgrade() -> None:
    op.drop_index("ix_search_document_identity", "search_document")
