"""Fill an empty club with the demonstration, all of it or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import func, select

from club.access import Refused
from club.communes import twinning
from club.config import Settings
from club.demo import (
    aids,
    attention,
    bell,
    catalogues,
    collections,
    conversations,
    departures,
    experiences,
    helping,
    inquiries,
    letters,
    people,
    projects,
    proofs,
    reach,
    resources,
    shelves,
    tidying,
    upkeep,
    wishes,
)
from club.demo import partners as partnering
from club.demo.calendar import Calendar
from club.demo.content import ACCOUNTS, entries
from club.demo.words import Words
from club.events import AT_ONCE, LATER
from club.extensions import db
from club.forum import waiting
from club.members import passwords
from club.members.models import Member
from club.search import rebuild
from club.territories.models import Commune
from club.vocabulary.models import Term

PASSWORD = "demonstration-club"  # noqa: S105 - public on purpose: refused in production
STEPS = 5
Progress = Callable[[int, int], None]


class DemoRefused(Refused):
    """The demonstration cannot be written here; its text says why, in French."""


def seed(progress: Progress | None = None) -> bool:
    """Write the demonstration into a club without members; False, and nothing written, when it has some."""
    settings: Settings = current_app.config["CLUB"]
    if settings.is_production:
        raise DemoRefused(
            "Le club de démonstration est refusé en production (CLUB_ENV=production) : "
            "son mot de passe est public. Créez un compte avec « club create-admin »."
        )
    if db.session.scalar(select(func.count(Member.id))):
        return False
    if not _is_ready():
        raise DemoRefused("La base n’est pas prête. Lancez d’abord « club init », puis « club demo ».")
    try:
        with _nobody_listening():
            _write(progress or _silent)
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    rebuild.reindex()
    twinning.twin_all()
    waiting.count_answers()
    return True


@contextmanager
def _nobody_listening() -> Iterator[None]:
    """No mail about the past, and an index that is made once, at the end."""
    kept = [(listeners, dict(listeners)) for listeners in (AT_ONCE, LATER)]
    try:
        AT_ONCE.clear()
        LATER.clear()
        yield
    finally:
        for listeners, before in kept:
            listeners.update(before)


def _silent(done: int, total: int) -> None:
    """No progress to show."""


def _is_ready() -> bool:
    """Whether the vocabulary and the communes of the demonstration are there."""
    needed = {code for entry in entries("members") for code in entry["communes"]}
    known = select(func.count(Commune.code)).where(Commune.code.in_(needed))
    return db.session.scalar(known) == len(needed) and bool(db.session.scalar(select(func.count(Term.id))))


def _write(progress: Progress) -> None:
    calendar, words = Calendar(), Words()
    members = people.members(words, calendar, passwords.hashed(PASSWORD))
    partnering.place_lists(words, members)
    partners = people.organisations(words, calendar, members)
    partnering.partners(words, calendar, members, partners)
    scene = conversations.Scene(words, calendar, members)
    progress(1, STEPS)
    topics = conversations.topics(scene)
    tidying.tidy(scene, topics)
    progress(2, STEPS)
    stories = experiences.experiences(scene)
    helping.helping_hands(scene)
    progress(3, STEPS)
    shelf = resources.resources(scene, partners)
    catalogues.catalogues(scene, partners)
    catalogues.partner_table(scene)
    sheets = aids.aids(scene, partners)
    aids.searches(scene)
    proofs.declarations(scene, sheets, stories)
    proofs.funding_plans(scene, sheets, stories)
    projects.projects_of_communes(scene, sheets, stories)
    collections.collections(scene, shelf)
    progress(4, STEPS)
    attention.reports(scene, topics, stories, shelf)
    conversations.date_back()
    bell.ring(scene)
    letters.letters(scene)
    shelves.shelves(scene, shelf)
    upkeep.upkeep(scene, shelf)
    wishes.wishes(scene, shelf)
    inquiries.inquiries(scene, partners)
    reach.reach(shelf, stories)
    departures.departures(scene)
    progress(STEPS, STEPS)


def accounts() -> str:
    """The accounts to try and their password, one a line."""
    wide = max(len(account.email) for account in ACCOUNTS)
    lines = [f"  {account.email:<{wide}}  {account.who}" for account in ACCOUNTS]
    return "\n".join(["Comptes de démonstration :", *lines, f"Mot de passe de tous les comptes : {PASSWORD}"])
