"""A card, who keeps the directory, and what is told."""

import pytest
from sqlalchemy import select

from club.extensions import db as database
from club.notifications.models import Notification


@pytest.fixture
def epf(make):
    return make.organisation("EPF des Deux Vallées")


@pytest.fixture
def staff(make):
    return make.member("Modeste", role="moderator")


@pytest.fixture
def told(work):
    """The titles that a member reads on the bell."""

    def read(member):
        work()
        mine = select(Notification).where(Notification.member_id == member.id).order_by(Notification.id)
        return [(one.words["title"], one.words["reason"]) for one in database.session.scalars(mine)]

    return read
