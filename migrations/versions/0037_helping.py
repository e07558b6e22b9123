"""Entraide: offers of help, the requests that answer them."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

PLACES = {"author_id": "member.id", "commune_code": "commune.code", "departement_code": "departement.code"}


def _links(table: str, **own: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
        for column, to in (PLACES | own).items()
    ]


def upgrade() -> None:
    op.create_table(
        "help_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("availability", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_links("help_offer"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_offer")),
    )
    for column in PLACES:
        op.create_index(op.f(f"ix_help_offer_{column}"), "help_offer", [column])
    op.create_table(
        "help_offer_theme",
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["help_offer.id"], name=op.f("fk_help_offer_theme_offer_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_help_offer_theme_term_id")),
        sa.PrimaryKeyConstraint("offer_id", "term_id", name=op.f("pk_help_offer_theme")),
    )
    op.create_index(op.f("ix_help_offer_theme_term_id"), "help_offer_theme", ["term_id"])
    op.create_table(
        "help_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=True),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("meeting_at", UtcDateTime(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("note_html", sa.Text(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=True),
        sa.Column("experience_id", sa.Integer(), nullable=True),
        sa.Column("hidden_at", UtcDateTime(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_links("help_request", offer_id="help_offer.id", experience_id="experience.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_request")),
    )
    op.create_index("ix_help_request_offer", "help_request", ["offer_id", "state"])
    op.create_index("ix_help_request_mine", "help_request", ["author_id", "updated_at", "id"])
    op.create_index(op.f("ix_help_request_meeting_at"), "help_request", ["meeting_at"])


def downgrade() -> None:
    for table in ("help_request", "help_offer_theme", "help_offer"):
        op.drop_table(table)
