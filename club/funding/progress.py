"""How far a request for money is, in the words of those who ask."""

from enum import StrEnum


class Progress(StrEnum):
    """From an idea to a payment; a proof begins when the aid is asked for."""

    PLANNED = "planned"
    ASKED = "asked"
    OBTAINED = "obtained"
    REFUSED = "refused"
    PAID = "paid"


LABELS = {
    Progress.PLANNED: "Envisagé",
    Progress.ASKED: "Demandé",
    Progress.OBTAINED: "Obtenu",
    Progress.REFUSED: "Refusé",
    Progress.PAID: "Versé",
}
DECLARED = tuple(one for one in Progress if one is not Progress.PLANNED)
GRANTED = (Progress.OBTAINED, Progress.PAID)  # the funder said yes
