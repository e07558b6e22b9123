"""Searches of aids that members keep, and what was written of each."""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "aid_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=600), nullable=False),
        sa.Column("rhythm", sa.String(length=20), nullable=False),
        *(sa.Column(name, UtcDateTime(), nullable=False) for name in ("kept_at", "ran_at")),
        sa.ForeignKeyConstraint(["author_id"], ["member.id"], name=op.f("fk_aid_search_author_id_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_search")),
        sa.UniqueConstraint("author_id", "query", name=op.f("uq_aid_search_author_id_query")),
    )
    op.create_table(
        "aid_search_told",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("aid_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["search_id"], ["aid_search.id"], name=op.f("fk_aid_search_told_search_id_aid_search")),
        sa.ForeignKeyConstraint(["aid_id"], ["aid.id"], name=op.f("fk_aid_search_told_aid_id_aid")),
        sa.PrimaryKeyConstraint("search_id", "aid_id", name=op.f("pk_aid_search_told")),
    )


def downgrade() -> None:
    op.drop_table("aid_search_told")
    op.drop_table("aid_search")
