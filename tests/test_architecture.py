"""The shape of the code: floors, sizes, where permissions and HTML may be written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import club

pytestmark = pytest.mark.anywhere

ROOT = Path(club.__file__).parent
FLOORS = [
    set(
        "tables "
        "places clock config extensions limits once text french storage uploads pictures mail jobs journal events "
        "rules roles actions workdays policy access forms transitions errors web statics paging rows fragments upkeep "
        "assets arriving later narrowing progress schema search readings sheets antivirus spooling tally "
        "weblinks zips".split()
    ),
    {"vocabulary", "territories", "members", "drafts", "related", "passing", "importing"},
    {"communes", "forum"},
    {"experiences", "library"},
    {"funding", "collections", "helping"},
    {"directory", "atlas", "handover", "inquiries", "reach", "replies"},
    {"moderation", "notifications", "admin"},
    {"home"},  # its page looks at everything
    {"wiring", "cli", "demo", "documents", "preparing", "serving", "__init__", "__main__"},
]
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}
SEPARATE = {3, 4, 6}  # packages of these floors never import each other


def files() -> Iterator[tuple[str, Path]]:
    for file in sorted(ROOT.rglob("*.py")):
        if "_site" not in file.parts:
            yield file.relative_to(ROOT).parts[0].removesuffix(".py"), file


def imported(file: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "club":
            for used in (node.module or "").split(".")[1:2] or [alias.name for alias in node.names]:
                yield used, node


def test_every_module_has_a_floor():
    assert {home for home, _ in files()} <= set(FLOOR)


def test_a_module_imports_only_lower_floors():
    wrong = []
    for home, file in files():
        typing_only = _type_checking_lines(file)
        for used, node in imported(file):
            if used not in FLOOR or used == home or node.lineno in typing_only:
                continue
            beside = FLOOR[used] == FLOOR[home] and FLOOR[home] in SEPARATE
            if FLOOR[used] > FLOOR[home] or beside:
                wrong.append(f"{file.relative_to(ROOT)}:{node.lineno} imports {used}")
    assert not wrong


def _type_checking_lines(file: Path) -> set[int]:
    lines: set[int] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def functions(file: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_import_inside_a_function():
    wrong = [
        f"{file.name}:{inner.lineno}"
        for _, file in files()
        for function in functions(file)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert not wrong


def test_files_and_functions_stay_small():
    long_files = [f"{file.relative_to(ROOT)}" for _, file in files() if len(file.read_text().splitlines()) > 300]
    assert not long_files
    lengths = [
        ((node.end_lineno or 0) - node.lineno + 1, f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
        for _, file in files()
        for node in functions(file)
    ]
    assert not [where for length, where in lengths if length > 45]
    sizes = sorted(length for length, _ in lengths)
    assert sizes[len(sizes) // 2] <= 8
    assert sizes[len(sizes) * 9 // 10] <= 21


def test_only_the_policy_compares_roles():
    pattern = re.compile(r"\.role\s*(==|!=|in\b|not in\b)")
    allowed = {"roles.py"}
    wrong = [
        f"{file.relative_to(ROOT)}:{number}"
        for home, file in files()
        if file.name not in allowed and home not in {"policy", "demo"}
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if pattern.search(line) and "Member.role" not in line and "can(" not in line
    ]
    assert not wrong


def test_only_text_knows_markdown_and_bleach():
    wrong = [
        str(file.relative_to(ROOT))
        for _, file in files()
        if file.parent.name != "text" and re.search(r"^(import|from) (markdown|bleach)\b", file.read_text(), re.M)
    ]
    assert not wrong


def test_only_the_clock_asks_for_the_time():
    pattern = re.compile(r"datetime\.now\(|date\.today\(|utcnow\(")
    wrong = [str(f.relative_to(ROOT)) for _, f in files() if f.name != "clock.py" and pattern.search(f.read_text())]
    assert not wrong


def test_every_relationship_is_loaded_on_purpose():
    wrong = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for _, file in files()
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "relationship"
        and not any(
            word.arg == "lazy" and isinstance(word.value, ast.Constant) and word.value.value == "raise"
            for word in node.keywords
        )
    ]
    assert not wrong
