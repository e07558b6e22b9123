"""What the templates may not do."""

import re

import pytest

from club import places

pytestmark = pytest.mark.anywhere

PERSONAL = re.compile(r"csrf_token|csp_nonce|current_user|\bcan\(|\brequest\b|\bsession\b|\bg\.|get_flashed")


def sources():
    return {str(file.relative_to(places.TEMPLATES)): file.read_text() for file in places.TEMPLATES.rglob("*.html")}


def test_what_is_rendered_once_for_all_knows_nothing_of_the_person_or_the_request():
    """`kept(macro, …)` remembers HTML: neither the macro nor the macros of its file may ask for more than its words."""
    found = 0
    for name, source in sources().items():
        for macro in re.findall(r"\bkept(?:_all)?\((\w+)", source):
            imported = re.search(rf'from "([^"]+)" import ([^%]*\b{macro}\b[^%]*)%}}', source)
            home = imported[1] if imported else name
            assert not imported or "with context" not in imported[2], f"{name}: {macro} sees the whole page"
            body = re.search(rf"{{% macro {macro}\(.*?{{%- endmacro %}}", sources()[home], re.S)
            assert body, f"{home}: no macro {macro}"
            assert not PERSONAL.search(body[0]), f"{home}: {macro} asks for {PERSONAL.search(body[0])[0]}"
            found += 1
    assert found >= 5
