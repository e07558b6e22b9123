"""An author, and a write-up made step by step as a browser does."""

import pytest
from bs4 import BeautifulSoup

from club.experiences.models import Experience
from club.extensions import db as database

LONG = "La halle ne servait plus que le **lundi** matin."


@pytest.fixture
def author(make):
    return make.member("Inès")


@pytest.fixture
def essentials(make, author):
    return {
        "title": "La halle rouverte", "summary": "Trois soirs par semaine.", "commune_code": "36093",
        "themes": [make.theme().id], "stage": "usage", "submission": "une-cle",
    }  # fmt: skip


STORY = {"context": LONG, "actions": "Des essais."}
MONEY = {
    "cost": "38 400 €",
    "funders-0-name": "Région", "funders-0-kind": "subvention", "funders-0-amount": "6 912", "funders-0-rate": "18",
    "funders-1-name": "Commune", "funders-1-kind": "fonds", "funders-1-amount": "", "funders-1-rate": "22 %",
    "partners-0-name": "établissement des deux vallées", "partners-0-part": "Le portage de la halle",
}  # fmt: skip
RESULTS = {"figures-0-value": "140", "figures-0-label": "personnes par soirée", "results": "Un café a rouvert."}


class Writer:
    """Somebody who fills the steps."""

    def __init__(self, browser):
        self.browser = browser

    @property
    def experience(self):
        return database.session.scalars(database.select(Experience).order_by(Experience.id.desc())).first()

    def begin(self, essentials, **more):
        return self.browser.post("/experiences/nouvelle", data=essentials | more)

    def step(self, number, data, **more):
        asked = {"version": self.experience.version, "go": "next"} | data | more
        return self.browser.post(f"/experiences/{self.experience.id}/modifier/{number}", data=asked)

    def gesture(self, name, **data):
        return self.browser.post(f"/experiences/{self.experience.id}/{name}", data=data)

    def page(self):
        answer = self.browser.get(f"/experiences/{self.experience.id}-{self.experience.slug}")
        assert answer.status_code == 200
        return BeautifulSoup(answer.text, "lxml")

    def whole(self, essentials):
        """From the first step to publication."""
        for answer in (self.begin(essentials), self.step(2, STORY), self.step(3, MONEY), self.step(4, RESULTS)):
            assert answer.status_code == 302, answer.text[:2000]
        assert self.gesture("publier").status_code == 302
        return self.experience


@pytest.fixture
def write(sign_in, author):
    return Writer(sign_in(author))
