"""The colours of both schemes: told apart by everybody, and every name that a sheet uses exists in each theme."""

import re
from itertools import product

import pytest

from club import assets, places

pytestmark = pytest.mark.anywhere

CSS = places.STATIC / "css"
BLOCKS = re.findall(r"\{([^{}]*)\}", (CSS / "tokens.css").read_text())
LIGHT, DARK, DARK_BY_DEVICE = (dict(re.findall(r"--lc-([a-z0-9-]+):\s*([^;]+);", block)) for block in BLOCKS)
SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
FAMILIES = ("shutter", "tile", "slate", "ochre", "green", "plum", "red")
TEXTS = ("ink", "ink-2", *FAMILIES)
# What is seen without being read: edges of fields, the focus ring, dots, bars. Hairlines and drawings only decorate.
MARKS = ("line-strong", "focus", *(f"{family}-bright" for family in FAMILIES if family != "red"))
GROUNDS = ("ground", "surface")


def luminance(colour: str) -> float:
    digits = colour.strip().lstrip("#")
    digits = "".join(2 * one for one in digits) if len(digits) == 3 else digits
    parts = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def too_close(scheme: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    found = {f"{one} on {other}": contrast(scheme[one], scheme[other]) for one, other in pairs}
    return [f"{pair}: {ratio:.2f}" for pair, ratio in found.items() if ratio < least]


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@SCHEMES
def test_text_is_at_least_seven_to_one(scheme):
    pairs = [*product(TEXTS, GROUNDS), *((family, f"{family}-pale") for family in FAMILIES)]
    pairs += [("on-shutter", "shutter"), ("on-shutter", "shutter-2"), ("on-shutter", "shutter-3")]
    assert not too_close(scheme, pairs, 7)


@SCHEMES
def test_everything_else_that_is_seen_is_at_least_four_and_a_half_to_one(scheme):
    assert not too_close(scheme, list(product(MARKS, GROUNDS)), 4.5)


def test_the_dark_of_the_person_is_the_dark_of_the_device():
    assert DARK == DARK_BY_DEVICE
    assert set(DARK) == set(LIGHT)


@pytest.mark.parametrize("sheets", [assets.SHEETS, assets.STATE_SHEETS], ids=["neutre", "etat"])
def test_every_name_that_a_sheet_uses_is_defined(sheets):
    ours = assets.joined(sheets)
    text = ours + (assets.MODULES / "@gouvfr" / "dsfr" / "dist" / "dsfr.min.css").read_text()
    defined = set(re.findall(r"(--[a-z0-9-]+)\s*:", text))
    assert not set(re.findall(r"var\((--[a-z0-9-]+)\)", ours)) - defined


def test_colours_are_written_among_the_tokens_only():
    free = {"tokens", "state", "comfort", "path"}  # the last two print in black on white
    wrong = [
        f"{name}: {colour}"
        for name in assets.SHEETS
        if name not in free
        for colour in re.findall(r":[^;{}]*(#[0-9a-f]{3,8})\b", (CSS / f"{name}.css").read_text())
    ]
    assert not wrong
