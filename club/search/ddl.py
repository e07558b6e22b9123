"""The full-text table of each database, in plain SQL for the migrations."""

STATEMENTS = {
    "sqlite": [
        "CREATE VIRTUAL TABLE search_fts USING fts5(title, extra, body, scope, tokenize = 'unicode61')",
    ],
    "postgresql": [
        "CREATE TABLE search_fts ("
        "id BIGINT PRIMARY KEY REFERENCES search_document (id) ON DELETE CASCADE, vector TSVECTOR NOT NULL)",
        "CREATE INDEX search_fts_vector ON search_fts USING gin (vector)",
        "ALTER TABLE search_fts ALTER COLUMN vector SET STATISTICS 1000",
    ],
}
DROPS = {
    "sqlite": ["DROP TABLE search_fts"],
    "postgresql": ["DROP TABLE search_fts"],
}


def statements(dialect: str) -> list[str]:
    """What makes the full-text table, once the ordinary tables are there."""
    return STATEMENTS[dialect]


def drop_statements(dialect: str) -> list[str]:
    """What removes it, before the ordinary tables go."""
    return DROPS[dialect]
