"""funding"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CARD = ("hidden_at", "published_at", "national_id", "closes_at", "opens_at", "is_permanent", "is_call", "id")


def upgrade() -> None:
    op.create_table(
        "aid",
        _key("id"),
        *(_text("title", 140), _text("slug", 80), _text("summary", 300)),
        *(_key("author_id"), _key("organisation_id", nullable=True)),
        sa.Column("departement_code", sa.String(length=3), nullable=True),
        _key("national_id", nullable=True),
        *(_moment(name, nullable=True) for name in ("opens_at", "prefile_at", "closes_at")),
        _text("zone", 40),
        *(_flag(name) for name in ("is_permanent", "is_call", "is_for_investment", "is_for_running")),
        sa.Column("rate_min", sa.Double(), nullable=True),
        sa.Column("rate_max", sa.Double(), nullable=True),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        *(_moment("created_at"), _moment("updated_at")),
        *(_moment("published_at", nullable=True), _moment("hidden_at", nullable=True)),
        sa.Column("verified_on", sa.Date(), nullable=True),
        _key("verified_by_id", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        *(_text("url", 500), _text("apply_url", 500), _text("contact", 500)),
        *(_long(name) for name in ("hidden_reason", "beneficiaries", "expenses", "documents")),
        *(_long(name) for name in ("how_to", "how_to_html", "body", "body_html")),
        _refer("aid", "author_id", "member.id"),
        _refer("aid", "verified_by_id", "member.id"),
        _refer("aid", "organisation_id", "organisation.id"),
        _refer("aid", "departement_code", "departement.code"),
        _refer("aid", "national_id", "aid.id"),
        sa.CheckConstraint(
            "NOT (is_permanent AND closes_at IS NOT NULL)", name=op.f("ck_aid_permanent_has_no_end")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid")),
    )  # fmt: skip
    for column in ("author_id", "organisation_id", "departement_code", "national_id"):
        op.create_index(op.f(f"ix_aid_{column}"), "aid", [column])
    op.create_index("ix_aid_card", "aid", list(CARD))
    _make_lists()


def _make_lists() -> None:
    op.create_table(
        "aid_term",
        *(_key("aid_id"), _key("term_id")),
        *(_refer("aid_term", "aid_id", "aid.id"), _refer("aid_term", "term_id", "term.id")),
        sa.PrimaryKeyConstraint("aid_id", "term_id", name=op.f("pk_aid_term")),
    )
    op.create_index("ix_aid_term_term_id_aid_id", "aid_term", ["term_id", "aid_id"])
    op.create_table(
        "aid_funder",
        *(_key("aid_id"), _key("organisation_id"), sa.Column("position", sa.Integer(), nullable=False)),
        _refer("aid_funder", "aid_id", "aid.id"),
        _refer("aid_funder", "organisation_id", "organisation.id"),
        sa.PrimaryKeyConstraint("aid_id", "organisation_id", name=op.f("pk_aid_funder")),
    )
    op.create_index(op.f("ix_aid_funder_organisation_id"), "aid_funder", ["organisation_id"])
    op.create_table(
        "aid_territory",
        *(_key("id"), _key("aid_id"), _text("scope", 12), _text("code", 9), _text("label", 160)),
        _refer("aid_territory", "aid_id", "aid.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_territory")),
    )
    op.create_index(op.f("ix_aid_territory_aid_id"), "aid_territory", ["aid_id"])
    op.create_index("ix_aid_territory_place", "aid_territory", ["scope", "code", "aid_id"])


def _key(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _long(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _refer(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("aid_territory", "aid_funder", "aid_term", "aid"):
        op.drop_table(table)
