"""What a document is and who may find it become one term of the index; PostgreSQL keeps the key beside the terms."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

# A term of a scope is a letter and a text in hexadecimal: k of a kind, a of an audience; 20 is the space between both.
TOGETHER = ("ts_delete(f.vector, k.kind)", "k.kind || '20' || substr(term, 3)", "=a")
APART = ("ts_delete(f.vector, ARRAY(SELECT term FROM unnest(tsvector_to_array(f.vector)) term WHERE term LIKE '=k%'))",
         "DISTINCT k.kind", "=k")  # fmt: skip
# A table made anew: rows that are changed where they are would double it and its index.
REMADE = """
    INSERT INTO search_terms
    SELECT f.id, {columns}{kept} || array_to_tsvector(ARRAY(
      SELECT {made} FROM unnest(tsvector_to_array(f.vector)) term WHERE term LIKE '{of}%'))
    FROM search_fts f JOIN search_document d ON d.id = f.id,
      LATERAL (SELECT '=k' || encode(convert_to(d.kind, 'UTF8'), 'hex') AS kind) k ORDER BY f.id
"""
SCOPES = "SELECT f.rowid, f.scope, d.kind FROM search_fts f JOIN search_document d ON d.id = f.rowid"
KEPT = "UPDATE search_fts SET scope = :scope WHERE rowid = :id"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(together=True)
    else:
        _remake(*TOGETHER, sa.Column("key", sa.String(length=40), nullable=False))


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _rewrite(together=False)
    else:
        _remake(*APART)


def _remake(kept: str, made: str, of: str, *added: sa.Column[str]) -> None:
    op.create_table(
        "search_terms",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        *added,
        sa.Column("vector", postgresql.TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["search_document.id"], ondelete="CASCADE", name="search_fts_id_fkey"),
    )
    columns = "".join(f'd."{column.name}", ' for column in added)
    op.execute(REMADE.format(columns=columns, kept=kept, made=made, of=of))
    op.drop_table("search_fts")
    op.rename_table("search_terms", "search_fts")
    op.create_primary_key("search_fts_pkey", "search_fts", ["id"])
    few = {"gin_pending_list_limit": 256}  # kB of what is new: each search goes through it
    op.create_index("search_fts_vector", "search_fts", ["vector"], postgresql_using="gin", postgresql_with=few)
    op.execute("ALTER TABLE search_fts ALTER COLUMN vector SET STATISTICS 1000")


def _rewrite(*, together: bool) -> None:
    connection = op.get_bind()
    found = connection.execute(sa.text(SCOPES)).all()
    rows = [{"id": id, "scope": _scope(scope.split(), kind.encode().hex(), together)} for id, scope, kind in found]
    if rows:
        connection.execute(sa.text(KEPT), rows)


def _scope(terms: list[str], kind: str, together: bool) -> str:
    others = [one for one in terms if not one.startswith("k")]
    kinds = [f"k{kind}20{one[1:]}" for one in others if one.startswith("a")] if together else [f"k{kind}"]
    return " ".join([*others, *kinds])
