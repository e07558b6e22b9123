"""The sizes of budgets."""

from club.territories.bands import Band

COST = (
    Band("moins-10000", "moins de 10 000 €", 0, 10_000),
    Band("10000-50000", "10 000 à 50 000 €", 10_000, 50_000),
    Band("50000-200000", "50 000 à 200 000 €", 50_000, 200_000),
    Band("200000-1000000", "200 000 € à 1 million", 200_000, 1_000_000),
    Band("1000000-plus", "1 million d’euros et plus", 1_000_000, None),
)
