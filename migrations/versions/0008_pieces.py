"""files of messages, and what messages link to"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=40), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("held_id", sa.Integer(), nullable=True),
        sa.Column("stored_id", sa.Integer(), nullable=False),
        sa.Column("alt", sa.String(length=250), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_attachment_author_id")),
        sa.ForeignKeyConstraint(["held_id"], ["held_post.id"], name=op.f("fk_attachment_held_id")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_attachment_post_id")),
        sa.ForeignKeyConstraint(["stored_id"], ["stored_file.id"], name=op.f("fk_attachment_stored_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_held_id", "attachment", ["held_id"])
    op.create_index("ix_attachment_place", "attachment", ["author_id", "place"])
    op.create_index("ix_attachment_post_id", "attachment", ["post_id"])
    op.create_table(
        "citation",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_citation_post_id")),
        sa.PrimaryKeyConstraint("post_id", "kind", "key", name=op.f("pk_citation")),
    )
    op.create_index("ix_citation_thing", "citation", ["kind", "key"])


def downgrade() -> None:
    op.drop_table("citation")
    op.drop_table("attachment")
