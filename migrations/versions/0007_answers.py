"""answers"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WAITING = sa.text("kind = 'question' AND answered_at IS NULL")
FIRST_ANSWERS = """
    UPDATE topic SET answered_at = (
        SELECT min(post.created_at) FROM post
        WHERE post.topic_id = topic.id AND post.number > 1 AND post.author_id <> topic.author_id
        AND post.hidden_at IS NULL AND post.removed_at IS NULL
    )
"""


def upgrade() -> None:
    op.add_column("topic", sa.Column("answered_at", UtcDateTime(), nullable=True))
    op.execute(FIRST_ANSWERS)
    op.drop_index("ix_topic_waiting", "topic")
    newest = [sa.text("last_post_at DESC"), sa.text("id DESC")]
    op.create_index("ix_topic_waiting", "topic", newest, sqlite_where=WAITING, postgresql_where=WAITING)
    op.create_table(
        "call",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("called_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_call_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "days", name=op.f("pk_call")),
    )
    op.create_table(
        "answer_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_rate")),
    )

    _create_mailed_reply()


def _create_mailed_reply() -> None:
    op.create_table(
        "mailed_reply",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_mailed_reply")),
    )


def downgrade() -> None:
    op.drop_table("mailed_reply")
    op.drop_table("answer_rate")
    op.drop_table("call")
    op.drop_index("ix_topic_waiting", "topic")
    newest = sa.text("last_post_at DESC")
    op.create_index("ix_topic_waiting", "topic", ["kind", "posts_count", newest])
    op.drop_column("topic", "answered_at")
