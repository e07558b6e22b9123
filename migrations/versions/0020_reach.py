"""reach: the counts of the running month, the cells of those that are over"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _key(name: str, kind: sa.types.TypeEngine) -> sa.Column:
    return sa.Column(name, kind, nullable=False, autoincrement=False)


def upgrade() -> None:
    op.create_table(
        "reach_count",
        _key("month", sa.Date()),
        _key("kind", sa.String(length=12)),
        _key("thing_id", sa.Integer()),
        _key("gesture", sa.String(length=10)),
        _key("departement_code", sa.String(length=3)),
        _key("commune_code", sa.String(length=5)),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("month", "kind", "thing_id", "gesture", "departement_code", "commune_code"),
            name=op.f("pk_reach_count"),
        ),
    )
    op.create_table(
        "reach_print",
        _key("token", sa.String(length=16)),
        sa.Column("day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_reach_print")),
    )
    op.create_index(op.f("ix_reach_print_day"), "reach_print", ["day"])
    op.create_table(
        "reach_batch",
        _key("name", sa.String(length=80)),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_reach_batch")),
    )
    op.create_table(
        "reach_month",
        _key("month", sa.Date()),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_reach_month")),
    )
    op.create_table(
        "reach_cell",
        _key("kind", sa.String(length=12)),
        _key("thing_id", sa.Integer()),
        _key("month", sa.Date()),
        _key("gesture", sa.String(length=10)),
        _key("departement_code", sa.String(length=3)),
        sa.Column("communes", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("communes >= 3", name=op.f("ck_reach_cell_communes_enough")),
        sa.PrimaryKeyConstraint(
            *("kind", "thing_id", "month", "gesture", "departement_code"), name=op.f("pk_reach_cell")
        ),
    )
    op.create_index(op.f("ix_reach_cell_month"), "reach_cell", ["month"])


def downgrade() -> None:
    for name in ("cell", "month", "batch", "print", "count"):
        op.drop_table(f"reach_{name}")
