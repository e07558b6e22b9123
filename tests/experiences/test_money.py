"""Amounts, shares and sums as people type them."""

import pytest
from bs4 import BeautifulSoup
from wtforms.validators import ValidationError

from club.experiences.models import ExperienceFunder
from club.experiences.money import euros, percent
from club.extensions import db as database
from tests.experiences.conftest import MONEY


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("38 400 €", 38400),
        ("38\u202f400\u00a0€", 38400),
        ("38.400,50", 38400),
        ("38400.50", 38400),
        ("0", 0),
        ("", None),
    ],
)
def test_amounts_are_read_as_people_write_them(text, amount):
    assert euros(text) == amount


@pytest.mark.parametrize("text", ["beaucoup", "-5", "12,345,6", "99999999999", "1e9", "€"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(ValidationError):
        euros(text)


@pytest.mark.parametrize(("text", "rate"), [("45", 45.0), ("22,5 %", 22.5), ("", None)])
def test_rates_are_read_as_people_write_them(text, rate):
    assert percent(text) == rate


@pytest.mark.parametrize("text", ["0", "101", "-3", "la moitié"])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ValidationError):
        percent(text)


def test_a_rate_alone_gives_the_amount_and_the_total_is_on_the_page(write, essentials, make):
    place = make.organisation("Établissement des deux vallées")
    write.begin(essentials)
    assert write.step(3, MONEY).status_code == 302
    funders = database.session.query(ExperienceFunder).order_by(ExperienceFunder.position).all()
    assert [(one.name, one.amount, one.rate) for one in funders] == [("Région", 6912, 18), ("Commune", 8448, 22)]
    page = write.page()
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("table tr")]
    assert rows[1] == ["RégionSubvention", "6\u202f912\u202f€", "18 %"]
    assert rows[-2][0] == "Non détaillé"
    assert rows[-1][1] == "38\u202f400\u202f€"
    assert page.select_one("#partenaires a")["href"].startswith(f"/partenaires/{place.id}")


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"cost": "10 000", "funders-0-rate": "", "funders-1-rate": "", "funders-1-amount": "8448"}, "cost", "dépasse"),
        ({"funders-0-rate": "45"}, "funders-0-rate", "font 17\u202f280"),
        ({"cost": "", "funders-0-rate": ""}, "funders-1-rate", "Saisissez le montant"),
        ({"funders-1-rate": ""}, "funders-1-amount", "Saisissez le montant de ce financeur"),
        ({"funders-0-name": ""}, "funders-0-name", "Saisissez le nom"),
        ({"partners-0-name": ""}, "partners-0-name", "Saisissez le nom de ce partenaire"),
    ],
)
def test_what_does_not_add_up_is_said_beside_its_field_and_nothing_is_lost(write, essentials, wrong, field, sentence):
    write.begin(essentials)
    answer = write.step(3, MONEY, **wrong)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.text, "lxml")
    assert sentence in page.find(id=f"{field}-erreur").get_text()
    assert page.find(id="partners-0-part")["value"] == "Le portage de la halle"
    assert database.session.query(ExperienceFunder).count() == 0
