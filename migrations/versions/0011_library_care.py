"""library care"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _make_shelves()
    _make_words()
    _make_corrections()


def _make_shelves() -> None:
    op.create_table(
        "resource_folder",
        *(_key("id"), _key("member_id"), _text("name", 60)),
        _refer("resource_folder", "member_id", "member.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_folder")),
        sa.UniqueConstraint("member_id", "name", name=op.f("uq_resource_folder_member_id_name")),
    )
    op.create_table(
        "bookmark",
        *(_key("id"), _key("member_id"), _key("resource_id"), _key("folder_id", nullable=True)),
        *(_text("note", 500), _moment("kept_at")),
        *(_refer("bookmark", "member_id", "member.id"), _refer("bookmark", "resource_id", "resource.id")),
        _refer("bookmark", "folder_id", "resource_folder.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookmark")),
        sa.UniqueConstraint("member_id", "resource_id", name=op.f("uq_bookmark_member_id_resource_id")),
    )
    op.create_index("ix_bookmark_newest", "bookmark", ["member_id", "kept_at", "id"])
    for column in ("resource_id", "folder_id"):
        op.create_index(op.f(f"ix_bookmark_{column}"), "bookmark", [column])


def _make_words() -> None:
    op.create_table(
        "resource_care",
        *(_key("resource_id"), _moment("verified_at", nullable=True), _key("verified_by_id", nullable=True)),
        *(_moment("asked_at", nullable=True), _key("score")),
        _refer("resource_care", "resource_id", "resource.id"),
        _refer("resource_care", "verified_by_id", "member.id"),
        sa.PrimaryKeyConstraint("resource_id", name=op.f("pk_resource_care")),
    )
    op.create_index(op.f("ix_resource_care_score"), "resource_care", ["score"])
    op.create_table(
        "resource_word",
        *(_key("id"), _key("resource_id"), _key("member_id"), _text("month", 7), _text("kind", 5), _text("word", 500)),
        *(_moment("said_at"), _moment("settled_at", nullable=True), _key("settled_by_id", nullable=True)),
        *(
            _refer("resource_word", "resource_id", "resource.id"),
            _refer("resource_word", "member_id", "member.id"),
        ),
        _refer("resource_word", "settled_by_id", "member.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_word")),
        sa.UniqueConstraint(
            "resource_id", "member_id", "month", name=op.f("uq_resource_word_resource_id_member_id_month")
        ),
    )
    op.create_index(op.f("ix_resource_word_member_id"), "resource_word", ["member_id"])
    op.create_index("ix_resource_word_newest", "resource_word", ["said_at", "id"])


def _make_corrections() -> None:
    op.create_table(
        "correction",
        *(_key("id"), _key("resource_id"), _key("author_id"), _long("base"), _long("body"), _text("why", 300)),
        *(_text("state", 8), _text("word", 500), _moment("proposed_at")),
        *(_moment("settled_at", nullable=True), _key("settled_by_id", nullable=True)),
        *(_refer("correction", "resource_id", "resource.id"), _refer("correction", "author_id", "member.id")),
        _refer("correction", "settled_by_id", "member.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    for column in ("resource_id", "author_id"):
        op.create_index(op.f(f"ix_correction_{column}"), "correction", [column])
    op.create_index("ix_correction_newest", "correction", ["proposed_at", "id"])


def _key(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _long(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _refer(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def downgrade() -> None:
    for table in ("correction", "resource_word", "resource_care", "bookmark", "resource_folder"):
        op.drop_table(table)
