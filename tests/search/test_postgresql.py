"""What only PostgreSQL asks for; judged from the statement itself, so that it is seen on both databases."""

import pytest
from sqlalchemy.dialects import postgresql

from club.search.postgresql import COMMON, NEWEST, RARE, SOME, Postgresql
from club.search.scopes import Scope

HELD = Postgresql().holding([["hall"]], Scope(["members"], ["resource"]))


def _asked(statement, **words):
    dialect = postgresql.psycopg.dialect()
    return str(statement.params(**words).compile(dialect=dialect, compile_kwargs={"render_postcompile": True}))


@pytest.mark.parametrize("statement", [SOME, NEWEST, RARE, COMMON])
def test_a_plan_is_made_for_the_very_words(statement):
    assert "CAST('''hall''' AS tsquery)" in _asked(statement, match="'hall'", words="", title="")


def test_a_list_is_narrowed_by_the_very_words():
    assert "CAST('((''hall'')) & (" in _asked(HELD)
