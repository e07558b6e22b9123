"""attention"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TO_MAIL = "mail IS NOT NULL AND mailed_at IS NULL AND read_at IS NULL"


def upgrade() -> None:
    with op.batch_alter_table("follow", schema=None) as batch_op:
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="2"))
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("timezone", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("daily_hour", sa.Integer(), nullable=False, server_default="8"))
    _upgrade_notification()
    op.create_table(
        "watch",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_watch_member_id")),
        sa.PrimaryKeyConstraint("member_id", "kind", "reference", name=op.f("pk_watch")),
    )
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.create_index("ix_watch_thing", ["kind", "reference"], unique=False)
    op.create_table(
        "digest",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_digest_member_id")),
        sa.PrimaryKeyConstraint("member_id", name=op.f("pk_digest")),
    )
    op.create_table(
        "digest_item",
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("shown_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_digest_item_member_id")),
        sa.PrimaryKeyConstraint("member_id", "kind", "thing_id", name=op.f("pk_digest_item")),
    )


def _upgrade_notification() -> None:
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("topic_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("why", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("mail", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("mailed_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("letter_id", sa.Integer(), nullable=True))
        batch_op.create_index("ix_notification_letter_id", ["letter_id"], unique=False)
        batch_op.create_index("ix_notification_topic", ["topic_id", "member_id"], unique=False)
        batch_op.create_index(
            "ix_notification_to_mail",
            ["member_id"],
            unique=False,
            sqlite_where=sa.text(TO_MAIL),
            postgresql_where=sa.text(TO_MAIL),
        )
    # What was told before keeps its topic and its reason; its mail has left already.
    op.execute(
        "UPDATE notification SET why = 'topic', topic_id = (SELECT topic_id FROM post WHERE post.id = subject_id) "
        "WHERE kind = 'reply' AND subject_kind = 'post'"
    )
    # Who wanted no mail of answers wants none of them once a day either.
    op.execute(
        "INSERT INTO mail_choice (member_id, kind, is_wanted) "
        "SELECT member_id, 'daily', is_wanted FROM mail_choice WHERE kind = 'reply'"
    )


def downgrade() -> None:
    op.execute("DELETE FROM mail_choice WHERE kind IN ('daily', 'digest', 'all')")
    op.execute("DELETE FROM follow WHERE level < 2")
    op.drop_table("digest_item")
    op.drop_table("digest")
    with op.batch_alter_table("watch", schema=None) as batch_op:
        batch_op.drop_index("ix_watch_thing")
    op.drop_table("watch")
    for name in ("ix_notification_to_mail", "ix_notification_topic", "ix_notification_letter_id"):
        op.drop_index(name, table_name="notification")
    for table, columns in (
        ("notification", ("letter_id", "mailed_at", "mail", "why", "topic_id")),
        ("member", ("daily_hour", "timezone")),
        ("follow", ("level",)),
    ):
        for column in columns:
            op.drop_column(table, column)
