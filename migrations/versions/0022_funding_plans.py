"""Funding plans of the projects of communes."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "funding_plan",
        _number("id"),
        sa.Column("title", sa.String(length=140), nullable=False),
        sa.Column("commune_code", sa.String(length=5), nullable=False),
        _number("experience_id", nullable=True),
        _number("cost", nullable=True),
        _number("least_share"),
        sa.Column("least_reason", sa.String(length=300), nullable=False),
        *(_number("updated_by_id"), _number("version")),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("created_at", "updated_at")),
        _refer("funding_plan", "commune_code", "commune.code"),
        _refer("funding_plan", "experience_id", "experience.id"),
        _refer("funding_plan", "updated_by_id", "member.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_plan")),
    )
    for column in ("commune_code", "experience_id"):
        op.create_index(op.f(f"ix_funding_plan_{column}"), "funding_plan", [column])
    op.create_table(
        "plan_line",
        *(_number("id"), _number("plan_id")),
        *(_number("organisation_id", nullable=True), _number("aid_id", nullable=True)),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        _number("amount"),
        sa.Column("state", sa.String(length=12), nullable=False),
        _number("position"),
        _refer("plan_line", "plan_id", "funding_plan.id"),
        _refer("plan_line", "organisation_id", "organisation.id"),
        _refer("plan_line", "aid_id", "aid.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_line")),
    )
    for column in ("plan_id", "organisation_id", "aid_id"):
        op.create_index(op.f(f"ix_plan_line_{column}"), "plan_line", [column])


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _refer(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    op.drop_table("plan_line")
    op.drop_table("funding_plan")
