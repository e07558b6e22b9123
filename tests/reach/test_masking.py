"""Whatever the spread of the readings, nothing that is shown tells of fewer than three communes."""

from itertools import combinations, product
from random import Random

import pytest

from club.reach.masking import Count, cells
from club.reach.models import FEWEST, OTHERS

pytestmark = pytest.mark.anywhere

PLACES = [(departement, f"{departement}{number:03}") for departement in ("36", "37", "18", "2A") for number in range(5)]
NOWHERE = [("36", ""), ("", "")]


def spread(random: Random) -> list[Count]:
    """From one commune to many, evenly or all in one place, with readers of no commune."""
    some = random.choices(PLACES[: random.choice((1, 2, 3, 6, len(PLACES)))], k=random.randrange(1, 14))
    some += random.choices(NOWHERE, k=random.randrange(3))
    return [Count(departement, commune, random.choice((1, 1, 2, 40))) for departement, commune in some]


def communes(counts):
    return {one.commune for one in counts if one.commune}


@pytest.mark.parametrize("seed", range(4))
def test_each_cell_is_of_three_communes_and_no_two_share_a_reading(seed):
    random = Random(seed)
    for _ in range(250):
        judge(spread(random))


def judge(counts: list[Count]) -> None:
    shown, left = cells(counts)
    assert sum(cell.number for cell in shown) + sum(one.number for one in left) == sum(one.number for one in counts)
    assert len(communes(left)) < FEWEST
    named = {cell.departement for cell in shown if cell.departement != OTHERS}
    for cell in shown:
        its = [
            one for one in counts
            if (one.departement == cell.departement if cell.departement else one.departement not in named)
        ]  # fmt: skip
        assert len(communes(its)) >= FEWEST
        assert (cell.communes, cell.number) == (len(communes(its)), sum(one.number for one in its))
    if len(communes(counts)) < FEWEST:
        assert shown == []


@pytest.mark.parametrize("seed", range(4))
def test_no_difference_between_two_totals_tells_of_fewer(seed):
    """Of two resources and of their organisation, each sum that a page may show, minus each other one."""
    random, judged = Random(seed), 0
    for _ in range(40):
        known, rest = [], []
        for counts in (spread(random), spread(random)):
            shown, left = cells(counts)
            known += shown
            rest += left
        known += cells(rest)[0]
        if len(known) > 6:
            continue
        sums = [frozenset(some) for size in range(len(known) + 1) for some in combinations(range(len(known)), size)]
        for one, other in product(sums, sums):
            apart = one ^ other
            assert not apart or sum(known[place].communes for place in apart) >= FEWEST
            judged += bool(apart)
    assert judged > 1000


def test_two_communes_are_silent_and_a_third_one_speaks():
    two = [Count("36", "36001", 50), Count("36", "36006", 50), Count("36", "", 9), Count("", "", 9)]
    assert cells(two)[0] == []
    assert [cell.number for cell in cells([*two, Count("37", "37001", 1)])[0]] == [119]
    assert cells([*two, Count("36", "36093", 1)])[0] == [("36", 3, 110)]
