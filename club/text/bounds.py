"""Which texts are quick to render: their length, their depth and how much could be read over and over."""

import re
from collections.abc import Iterator

LONGEST = 100_000  # characters of one text
MOST_LINES = 8_000
MOST_FENCES = 500
MOST_ELEMENTS = 8_000  # what could become an element: emphases, links, code, cells, items
DEEPEST = 6  # quotes and lists inside one another
WIDEST = 40  # columns of spaces before a line
MOST_WORK = 6_000_000  # characters that unclosed brackets, stars and the like would have read again

NESTED = "Ce texte est trop imbriqué pour être affiché : simplifiez les citations, les listes ou les tableaux."
HEAVY = "Ce texte contient trop de mises en forme pour être affiché : découpez-le en plusieurs parties."
LONG = "Ce texte est trop long pour être affiché : 100 000 caractères au plus."


class TooComplex(ValueError):
    """A text that would take too long to show; its message is for the person who wrote it."""


LEADING = re.compile(r"(?:[ \t]|>|(?:[-*+]|\d{1,9}[.)])(?=[ \t]))*")
QUOTES_AND_ITEMS = re.compile(r">|[-*+]|\d+")
ITEM = re.compile(r" {0,7}(?:[-*+]|\d{1,9}\.) ")
MARK = re.compile(r"\*+|_+|`+|\[|\||//|www\.|[<>&\\#]|^[ >]*(?:[-+]|\d+\.) ", re.M)
OPENING = re.compile(r"\*+|_+|`+|\[|\]\(|<|#|^[ =-]+$", re.M)
SEPARATOR = re.compile(r"[ |:-]*-[ |:-]*\Z")
FENCED = "\0"  # stands for a block of code; no cleaned text has it
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`\n]*)\Z")


def bounded(text: str) -> str:
    """The text itself, once known to be quick to render."""
    if len(text) > LONGEST:
        raise TooComplex(LONG)
    lines = list(_outside_fences(text.split("\n")))
    if len(lines) > MOST_LINES or lines.count(FENCED) > MOST_FENCES:
        raise TooComplex(HEAVY)
    for line in lines:
        _check_depth(line)
    elements = work = 0
    for block in _blocks(lines):
        # A bare address costs twice what another element does.
        elements += len(MARK.findall(block)) + block.count("www.") + block.count("\n") + _cells(block)
        work += sum(len(OPENING.findall(part)) * len(part) for part in _parts(block))
        work += sum(map(_is_rule, block.split("\n"))) * len(block) // 4  # all that follows a rule is copied
        if elements > MOST_ELEMENTS or work > MOST_WORK:
            raise TooComplex(HEAVY)
    return text


def _outside_fences(lines: list[str]) -> Iterator[str]:
    fence = ""
    for line in lines:
        found = FENCE.match(line)
        if fence:
            fence = "" if found and closes(found, fence) else fence
        elif found:
            fence = found[1]
            yield from ("", FENCED, "")
        else:
            yield line


def closes(found: re.Match[str], fence: str) -> bool:
    """Whether this line of ticks or tildes ends the block of code begun by `fence`."""
    return found[1].startswith(fence) and not found[2].strip()


def _check_depth(line: str) -> None:
    leading = LEADING.match(line.expandtabs(4))
    marks = leading[0] if leading else ""
    if len(QUOTES_AND_ITEMS.findall(marks)) > DEEPEST or len(marks) - len(marks.lstrip(" ")) > WIDEST:
        raise TooComplex(NESTED)


def _is_rule(line: str) -> bool:
    """Whether it may draw a rule: one sign again and again, spaces apart."""
    signs = line.replace(" ", "")
    return len(signs) > 2 and signs[0] in "-_*" and not signs.strip(signs[0])


def _blocks(lines: list[str]) -> Iterator[str]:
    block: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            block.append(line)
        elif block:
            yield "\n".join(block)
            block = []


def _parts(block: str) -> Iterator[str]:
    """The items of a list are read one by one; any other block is read whole."""
    if not ITEM.match(block):
        yield block
        return
    part: list[str] = []
    for line in block.split("\n"):
        if part and ITEM.match(line):
            yield "\n".join(part)
            part = []
        part.append(line)
    yield "\n".join(part)


def _cells(block: str) -> int:
    """How many cells a table would have: every row is filled up to the width of the first."""
    rows = block.split("\n", 2)
    if len(rows) < 2 or not SEPARATOR.match(rows[1]):
        return 0
    return 20 + rows[1].count("|") * (block.count("\n") + 1)
