"""Departures: what becomes of each thing, who comes after, the file that the commune keeps."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

LINKS = {
    "commune_code": "commune.code", "departement_code": "departement.code", "member_id": "member.id",
    "declared_by_id": "member.id", "successor_id": "member.id", "invitation_id": "invitation.id",
    "stored_id": "stored_file.id",
}  # fmt: skip
INDEXED = ("commune_code", "departement_code", "file_next_try_at", "invitation_id", "member_id", "successor_id")
OPEN = "left_at IS NULL AND cancelled_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        sa.Column("departement_code", sa.String(length=3), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("declared_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("closes_account", sa.Boolean(), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("word_html", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("file_next_try_at", UtcDateTime(), nullable=True),
        sa.Column("file_attempts", sa.Integer(), nullable=False),
        sa.Column("file_made_at", UtcDateTime(), nullable=True),
        sa.Column("stored_id", sa.Integer(), nullable=True),
        *(sa.ForeignKeyConstraint([own], [to], name=op.f(f"fk_handover_{own}")) for own, to in LINKS.items()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_handover_{column}"), "handover", [column])
    op.create_index(
        "ix_handover_one_open", "handover", ["member_id", "commune_code"], unique=True,
        sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN),
    )  # fmt: skip
    op.create_table(
        "handover_thing",
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("fate", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), nullable=False),
        sa.Column("at_version", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("answered_at", UtcDateTime(), nullable=True),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["member.id"], name=op.f("fk_handover_thing_chosen_by_id")),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_thing_handover_id")),
        sa.PrimaryKeyConstraint("handover_id", "kind", "key", name=op.f("pk_handover_thing")),
    )


def downgrade() -> None:
    op.drop_table("handover_thing")
    op.drop_table("handover")
