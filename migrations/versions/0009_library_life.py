"""library life"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WITH_TWO = (("resource_stage", "term_id", "term.id"), ("resource_partner", "organisation_id", "organisation.id"))


def upgrade() -> None:
    for column in (
        sa.Column("details", sa.JSON(), nullable=False, server_default="{}"),
        sa.Column("contacts", sa.JSON(), nullable=False, server_default="[]"),
        sa.Column("language", sa.String(length=3), nullable=False, server_default="fr"),
        sa.Column("licence", sa.String(length=20), nullable=False, server_default=""),
    ):
        op.add_column("resource", column)
    for table, column, target in WITH_TWO:
        op.create_table(
            table,
            *(_key("resource_id"), _key(column)),
            *(_refer(table, "resource_id", "resource.id"), _refer(table, column, target)),
            sa.PrimaryKeyConstraint("resource_id", column, name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_table(
        "resource_cover",
        *(_key("resource_id"), _key("stored_id"), _text("alt", 200)),
        _refer("resource_cover", "resource_id", "resource.id"),
        _refer("resource_cover", "stored_id", "stored_file.id"),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_resource_cover")),
    )


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _refer(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("resource_cover", "resource_partner", "resource_stage"):
        op.drop_table(table)
    for column in ("licence", "language", "contacts", "details"):
        op.drop_column("resource", column)
