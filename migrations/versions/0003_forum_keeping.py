"""forum keeping"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("topic", sa.Column("is_pin_local", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("topic", sa.Column("pinned_until", UtcDateTime(), nullable=True))
    op.add_column("topic", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _add_heir()
    _make_timeline()
    _make_held()
    _make_announcements()


def _add_heir() -> None:
    """SQLite adds a reference with its column only; a copy of the table would break those that point to it."""
    if op.get_bind().dialect.name == "sqlite":
        heir = "ADD COLUMN merged_into_id INTEGER CONSTRAINT fk_topic_merged_into_id REFERENCES topic (id)"
        op.execute(f"ALTER TABLE topic {heir}")
    else:
        op.add_column("topic", sa.Column("merged_into_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_topic_merged_into_id"), "topic", "topic", ["merged_into_id"], ["id"])


def _make_timeline() -> None:
    op.create_table(
        "topic_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["member.id"], name=op.f("fk_topic_event_by_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_event_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topic_event")),
    )
    with op.batch_alter_table("topic_event", schema=None) as batch_op:
        batch_op.create_index("ix_topic_event_place", ["topic_id", "number", "id"], unique=False)


def _make_held() -> None:
    op.create_table(
        "held_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_held_post_author_id")),
        sa.ForeignKeyConstraint(["departement_code"], ["departement.code"], name=op.f("fk_held_post_departement_code")),
        sa.ForeignKeyConstraint(["post_id"], ["post.id"], name=op.f("fk_held_post_post_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["member.id"], name=op.f("fk_held_post_settled_by_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_held_post_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_post")),
    )
    with op.batch_alter_table("held_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_held_post_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_held_post_topic_id"), ["topic_id"], unique=False)
        batch_op.create_index("ix_held_post_queue", ["settled_at", "created_at", "id"], unique=False)


def _make_announcements() -> None:
    op.create_table(
        "announcement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("publish_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("topic_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_announcement_author_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["term.id"], name=op.f("fk_announcement_theme_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_announcement_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )
    with op.batch_alter_table("announcement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcement_author_id"), ["author_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcement_publish_at"), ["publish_at"], unique=False)


def downgrade() -> None:
    for table in ("announcement", "held_post", "topic_event"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_topic_merged_into_id"), "topic", type_="foreignkey")
    for column in ("merged_into_id", "version", "pinned_until", "is_pin_local"):
        op.drop_column("topic", column)
