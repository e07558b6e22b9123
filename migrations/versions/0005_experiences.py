"""experiences"""

import sqlalchemy as sa
from alembic import op

from club.extensions import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

NEW = ("state", "stage", "checked_at", "asked_at", "source_topic_id", "adoptions_count", "useful_count")


def upgrade() -> None:
    _widen_experience()
    _widen_funder()
    _make_lists()
    _make_people()


def _widen_experience() -> None:
    op.add_column("experience", sa.Column("stage", sa.String(length=12), nullable=False, server_default=""))
    op.add_column("experience", sa.Column("state", sa.String(length=12), nullable=False, server_default="draft"))
    op.add_column("experience", sa.Column("checked_at", UtcDateTime(), nullable=True))
    op.add_column("experience", sa.Column("asked_at", UtcDateTime(), nullable=True))
    for count in ("adoptions_count", "useful_count"):
        op.add_column("experience", sa.Column(count, sa.Integer(), nullable=False, server_default="0"))
    _refer("experience", "source_topic_id", "topic")
    op.create_index("ix_experience_state_checked_at", "experience", ["state", "checked_at"])
    # What was published stays so; its last change is the last time somebody said that it holds.
    op.execute("UPDATE experience SET state = 'published', checked_at = updated_at WHERE published_at IS NOT NULL")


def _refer(table: str, column: str, target: str) -> None:
    """SQLite adds a reference with its column only; a copy of the table would break those that point to it."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER CONSTRAINT {name} REFERENCES {target} (id)")
    else:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(name), table, target, [column], ["id"])


def _widen_funder() -> None:
    op.add_column("experience_funder", sa.Column("kind", sa.String(length=12), nullable=False, server_default=""))
    op.add_column("experience_funder", sa.Column("rate", sa.Double(), nullable=True))
    _refer("experience_funder", "organisation_id", "organisation")
    op.create_index(op.f("ix_experience_funder_organisation_id"), "experience_funder", ["organisation_id"])


def _make_lists() -> None:
    _table(
        "experience_commune",
        [_key("experience_id"), sa.Column("commune_code", sa.String(length=5), nullable=False)],
        [_position()],
        {"experience_id": "experience.id", "commune_code": "commune.code"},
        indexed=["commune_code"],
    )
    named = {"experience_id": "experience.id", "organisation_id": "organisation.id"}
    _table(
        "experience_partner",
        [_key("id")],
        [
            _key("experience_id"),
            sa.Column("organisation_id", sa.Integer(), nullable=True),
            _text("name", 160),
            _text("part", 200),
            _position(),
        ],
        named,
        indexed=["experience_id", "organisation_id"],
    )
    _table(
        "experience_figure",
        [_key("id")],
        [_key("experience_id"), _text("value", 30), _text("label", 80), _position()],
        {"experience_id": "experience.id"},
        indexed=["experience_id"],
    )
    _table(
        "experience_file",
        [_key("id")],
        [_key("experience_id"), _key("stored_id"), _text("title", 160), _text("alt", 300), _position()],
        {"experience_id": "experience.id", "stored_id": "stored_file.id"},
        indexed=["experience_id"],
    )


def _make_people() -> None:
    both = {"experience_id": "experience.id", "member_id": "member.id"}
    _table(
        "co_author",
        [_key("experience_id"), _key("member_id")],
        [_text("state", 10), _key("invited_by_id"), _moment("invited_at"), _moment("answered_at", nullable=True)],
        both | {"invited_by_id": "member.id"},
        indexed=["member_id"],
    )
    _table(
        "adoption",
        [_key("id")],
        [
            _key("experience_id"),
            _text("commune_code", 5),
            _key("member_id"),
            _text("progress", 12),
            _text("note", 500),
            sa.Column("own_id", sa.Integer(), nullable=True),
            _moment("created_at"),
            _moment("updated_at"),
            sa.UniqueConstraint("experience_id", "commune_code", name=op.f("uq_adoption_experience_id_commune_code")),
        ],
        both | {"commune_code": "commune.code", "own_id": "experience.id"},
        indexed=["commune_code", "own_id"],
    )
    _table(
        "usefulness",
        [_key("experience_id"), _key("member_id")],
        [_text("answer", 10), _text("word", 500), _moment("at")],
        both,
    )
    _table("feed_key", [_key("member_id")], [_text("key", 24), _moment("made_at")], {"member_id": "member.id"})


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, UtcDateTime(), nullable=nullable)


def _position() -> sa.Column[int]:
    return sa.Column("position", sa.Integer(), nullable=False)


def _table(name: str, keys: list, others: list, references: dict[str, str], indexed: list[str] | None = None) -> None:
    named = [
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{name}_{column}"))
        for column, target in references.items()
    ]
    key = sa.PrimaryKeyConstraint(*(column.name for column in keys), name=op.f(f"pk_{name}"))
    op.create_table(name, *keys, *others, *named, key)
    for column in indexed or []:
        op.create_index(op.f(f"ix_{name}_{column}"), name, [column])


def downgrade() -> None:
    for table in ("feed_key", "usefulness", "adoption", "co_author", "experience_file", "experience_figure"):
        op.drop_table(table)
    for table in ("experience_partner", "experience_commune"):
        op.drop_table(table)
    # Before, a draft was what had no date, and nothing was archived.
    op.execute("UPDATE experience SET published_at = NULL WHERE state = 'archived'")
    op.drop_index("ix_experience_state_checked_at", table_name="experience")
    op.drop_index(op.f("ix_experience_funder_organisation_id"), table_name="experience_funder")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint(op.f("fk_experience_source_topic_id"), "experience", type_="foreignkey")
        op.drop_constraint(op.f("fk_experience_funder_organisation_id"), "experience_funder", type_="foreignkey")
    for column in NEW:
        op.drop_column("experience", column)
    for column in ("kind", "rate", "organisation_id"):
        op.drop_column("experience_funder", column)
