"""An organisation with a contact, and a request that was sent to it."""

import re

import pytest

from club import jobs
from club.extensions import db as database
from club.inquiries import operations
from club.inquiries.models import Inquiry
from club.inquiries.operations import Asked
from club.mail import Letter

LONG = "Notre halle est fermée : pouvez-vous venir la voir ?"


@pytest.fixture
def epf(make):
    return make.organisation("Établissement foncier", acronym="EPF")


@pytest.fixture
def contact(make, epf):
    return make.contact(epf, "Lise Arnaud", email="lise@essai.example")


@pytest.fixture
def send(app, epf, contact):
    """A request of this member to the organisation, with its mail."""

    def sent(by) -> Inquiry:
        with jobs.background(app):
            made = operations.send(Asked(commune_code="36093", body=LONG), epf, None, by=by)
            database.session.commit()
        return made

    return sent


def only():
    return database.session.query(Inquiry).one()


def letters(to="lise@essai.example"):
    return database.session.query(Letter).filter_by(to=to).order_by(Letter.id).all()


def address_in(letter):
    """Where the mail to the contact leads."""
    return re.search(r"https://club\.example(/mises-en-relation/repondre/\S+)", letter.text)[1]
