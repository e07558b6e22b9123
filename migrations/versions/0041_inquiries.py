"""Requests of communes to organisations, their answers, and how often an organisation answers."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

POINTS = (("organisation_id", "organisation.id"), ("offer_id", "offer.id"), ("commune_code", "commune.code"),
          ("author_id", "member.id"), ("theme_id", "term.id"), ("stage_id", "term.id"))  # fmt: skip
INDEXES = (("ix_inquiry_offer_id", ["offer_id"]), ("ix_inquiry_commune_code", ["commune_code"]),
           ("ix_inquiry_author_id", ["author_id"]), ("ix_inquiry_newest", ["sent_at", "id"]),
           ("ix_inquiry_organisation_id_sent_at", ["organisation_id", "sent_at"]))  # fmt: skip


def upgrade() -> None:
    op.create_table(
        "inquiry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=True),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("stage_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("shares_email", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.Column("reminded_at", UtcDateTime(), nullable=True),
        sa.Column("counted_at", UtcDateTime(), nullable=True),
        sa.Column("has_answered", sa.Boolean(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        *(sa.ForeignKeyConstraint([name], [to], name=op.f(f"fk_inquiry_{name}")) for name, to in POINTS),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry")),
    )
    for name, columns in INDEXES:
        op.create_index(op.f(name), "inquiry", columns)
    op.create_table(
        "inquiry_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("is_from_organisation", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inquiry_id"], ["inquiry.id"], name=op.f("fk_inquiry_reply_inquiry_id")),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_inquiry_reply_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_reply")),
    )
    for name in ("inquiry_id", "author_id"):
        op.create_index(op.f(f"ix_inquiry_reply_{name}"), "inquiry_reply", [name])
    with op.batch_alter_table("organisation") as table:
        for name in ("asked_count", "answered_count"):
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("organisation") as table:
        for name in ("answered_count", "asked_count"):
            table.drop_column(name)
    for name in ("author_id", "inquiry_id"):
        op.drop_index(op.f(f"ix_inquiry_reply_{name}"), "inquiry_reply")
    op.drop_table("inquiry_reply")
    for name, _ in INDEXES:
        op.drop_index(op.f(name), "inquiry")
    op.drop_table("inquiry")
