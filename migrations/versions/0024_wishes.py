"""Resources that members look for."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

LINKS = {
    "author_id": "member.id", "theme_id": "term.id", "departement_code": "departement.code",
    "resource_id": "resource.id", "settled_by_id": "member.id",
}  # fmt: skip
INDEXED = ("author_id", "departement_code", "key", "resource_id", "theme_id")


def upgrade() -> None:
    op.create_table(
        "wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=240), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("wanted_on", sa.Date(), nullable=True),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("word", sa.String(length=500), nullable=False),
        *(sa.ForeignKeyConstraint([own], [to], name=op.f(f"fk_wish_{own}")) for own, to in LINKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wish")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_wish_{column}"), "wish", [column])
    op.create_index("ix_wish_newest", "wish", ["asked_at", "id"])
    op.create_table(
        "wish_echo",
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["wish_id"], ["wish.id"], name=op.f("fk_wish_echo_wish_id")),
        sa.ForeignKeyConstraint(["member_id"], ["member.id"], name=op.f("fk_wish_echo_member_id")),
        sa.PrimaryKeyConstraint("wish_id", "member_id", name=op.f("pk_wish_echo")),
    )
    op.create_index(op.f("ix_wish_echo_member_id"), "wish_echo", ["member_id"])


def downgrade() -> None:
    op.drop_table("wish_echo")
    op.drop_table("wish")
