"""An editor, and a sheet as a browser sends it."""

import pytest


@pytest.fixture
def editor(make):
    make.commune()
    return make.partner(make.organisation("Établissement des Deux Vallées", acronym="E2V"))


@pytest.fixture
def typed(make, editor):
    return {
        "title": "Aide aux halles couvertes", "summary": "Elle paie la moitié des travaux.",
        "body": "Pour les **halles**.", "how_to": "Écrire au service.", "documents": "La délibération\n\nLe devis ",
        "funders": "e2v", "kinds": [make.term("funding_kind", "subvention", "Subvention").id],
        "themes": [make.theme().id], "stages": [make.term("action_stage", "reflexion", "Réflexion").id],
        "rate_min": "20", "rate_max": "37,5 %", "ceiling": "150 000 €", "closes_on": "2031-03-31",
        "departements": ["36"], "submission": "une-cle", "version": "1",
    }  # fmt: skip
