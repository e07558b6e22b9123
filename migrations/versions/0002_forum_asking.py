"""forum asking"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

RESTRICTED = sa.text("audience <> 'members'")
SOLVED = sa.text("solution_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("topic", sa.Column("audience", sa.String(length=20), nullable=False, server_default="members"))
    op.create_index("ix_topic_restricted", "topic", ["theme_id"], sqlite_where=RESTRICTED, postgresql_where=RESTRICTED)
    op.create_index("ix_member_slug", "member", ["slug"])
    _add_reply_to()
    op.add_column("post", sa.Column("thanks_count", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("topic", sa.Column("echoes_count", sa.Integer(), nullable=False, server_default="0"))
    _add_solution()
    _make_gestures()
    _make_tags()


def _make_tags() -> None:
    op.create_table(
        "topic_tag",
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_topic_tag_term_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_topic_tag_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "term_id", name=op.f("pk_topic_tag")),
    )
    op.create_index(op.f("ix_topic_tag_term_id"), "topic_tag", ["term_id"])
    op.create_table(
        "tag_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["member.id"], name=op.f("fk_tag_proposal_proposed_by_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["member.id"], name=op.f("fk_tag_proposal_settled_by_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_tag_proposal_term_id")),
        sa.ForeignKeyConstraint(["topic_id"], ["topic.id"], name=op.f("fk_tag_proposal_topic_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_proposal")),
    )


def _add_solution() -> None:
    """SQLite adds a reference with its column only; a copy of the table would break those that point to it."""
    if op.get_bind().dialect.name == "sqlite":
        answer = "ADD COLUMN solution_id INTEGER CONSTRAINT fk_topic_solution_id REFERENCES post (id)"
        op.execute(f"ALTER TABLE topic {answer}")
    else:
        op.add_column("topic", sa.Column("solution_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_topic_solution_id"), "topic", "post", ["solution_id"], ["id"])
    op.add_column("topic", sa.Column("solved_at", UtcDateTime(), nullable=True))
    op.add_column("topic", sa.Column("is_solution_locked", sa.Boolean(), nullable=False, server_default=sa.false()))
    newest = [sa.text("last_post_at DESC"), sa.text("id DESC")]
    op.create_index("ix_topic_solved", "topic", newest, sqlite_where=SOLVED, postgresql_where=SOLVED)


def _make_gestures() -> None:
    for table, thing in (("post_thanks", "post"), ("topic_echo", "topic")):
        op.create_table(
            table,
            sa.Column(f"{thing}_id", sa.Integer(), nullable=False),
            sa.Column("member_id", sa.Integer(), nullable=False),
            sa.Column("created_at", UtcDateTime(), nullable=False),
            sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f(f"fk_{table}_member_id")),
            sa.ForeignKeyConstraint([f"{thing}_id"], [f"{thing}.id"], name=op.f(f"fk_{table}_{thing}_id")),
            sa.PrimaryKeyConstraint(f"{thing}_id", "member_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_member_id"), table, ["member_id"])


def _add_reply_to() -> None:
    """SQLite adds a reference with its column only; a copy of the table would break those that point to it."""
    if op.get_bind().dialect.name == "sqlite":
        answered = "ADD COLUMN reply_to_id INTEGER CONSTRAINT fk_post_reply_to_id REFERENCES post (id)"
        op.execute(f"ALTER TABLE post {answered}")
    else:
        op.add_column("post", sa.Column("reply_to_id", sa.Integer(), nullable=True))
        op.create_foreign_key(op.f("fk_post_reply_to_id"), "post", "post", ["reply_to_id"], ["id"])


def downgrade() -> None:
    op.drop_table("tag_proposal")
    op.drop_table("topic_tag")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_post_reply_to_id"), "post", type_="foreignkey")
    op.drop_column("post", "reply_to_id")
    op.drop_index("ix_member_slug", "member")
    op.drop_table("topic_echo")
    op.drop_table("post_thanks")
    op.drop_index("ix_topic_solved", "topic")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_topic_solution_id"), "topic", type_="foreignkey")
    for column in ("solution_id", "is_solution_locked", "solved_at", "echoes_count"):
        op.drop_column("topic", column)
    op.drop_column("post", "thanks_count")
    op.drop_index("ix_topic_restricted", "topic")
    op.drop_column("topic", "audience")
