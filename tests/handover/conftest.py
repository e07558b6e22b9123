"""A commune, who leaves it with something of each kind in hand, and what the worker does on the day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple, cast

import pytest
from flask import Flask

from club import clock, jobs, storage
from club.communes.models import ProjectAction, ProjectFile
from club.drafts.models import Draft
from club.experiences.models import Experience
from club.extensions import db as database
from club.forum import reading
from club.forum.models import Level
from club.funding.models import AidProof, FundingPlan
from club.funding.searches import AidSearch
from club.handover import filing, leaving
from club.handover.models import Handover
from club.helping.models import HelpOffer, HelpRequest
from club.inquiries.models import Inquiry
from club.library.bookmarks import Bookmark
from club.library.wishes import Wish
from club.members.models import Member
from tests.factories import Make


class Desk(NamedTuple):
    """What somebody has in hand."""

    member: Member
    question: Any
    followed: Any
    draft: Draft
    bookmark: Bookmark
    private: Any
    shared: Any
    told: Experience
    begun: Experience
    proof: AidProof
    plan: FundingPlan
    search: AidSearch
    wish: Wish
    inquiry: Inquiry
    help: HelpOffer
    waiting: HelpRequest
    exchange: HelpRequest
    action: ProjectAction
    document: ProjectFile


@pytest.fixture
def desk(make: Make) -> Desk:
    ana = make.leader("Ana")
    other, editor = make.member("Béa"), make.partner(make.organisation("Établissement des Deux Vallées"))
    guide = make.resource(editor)
    followed = make.topic(other, "Comment financer une halle ?")
    reading.choose_level(followed, ana, Level.FOLLOW)
    reading.watch("departement", "36", ana, Level.FOLLOW)
    draft = make._saved(Draft(member_id=ana.id, place="nouveau-sujet", title="Mon brouillon secret", body="Bonjour"))
    bookmark = make._saved(Bookmark(member_id=ana.id, resource_id=guide.id, note="Ma note secrète"))
    aid = make.aid(editor, closes_at=clock.now() + timedelta(days=30))
    offered = make.help_offer(ana, "La halle se visite", body="Venez voir.", themes=[make.theme()])
    return Desk(
        member=ana,
        question=make.topic(ana),
        followed=followed,
        draft=draft,
        bookmark=bookmark,
        private=make.collection(ana, guide, title="Mon parcours secret", state="private"),
        shared=make.collection(ana, guide, title="Mon parcours partagé"),
        told=make.experience(ana),
        begun=make.experience(ana, "Une expérience commencée", published=False),
        proof=make.proof(aid, ana, "asked"),
        plan=make.plan(ana, title="Le plan secret"),
        search=make.kept_search(ana),
        wish=make.wish(ana),
        inquiry=make.inquiry(ana, make.organisation()),
        help=offered,
        waiting=make.help_request(offered, other, "accepted", message="Le mot de Béa"),
        exchange=make.help_request(make.help_offer(other, "Une friche rouverte"), ana, "accepted"),
        action=make.project_action(make.commune(), "Refaire la place", ends_on=clock.today() + timedelta(days=40)),
        document=_document(make),
    )


def _document(make: Make) -> ProjectFile:
    kept = storage.keep(b"%PDF-1.7 convention", name="convention.pdf", mime="application/pdf", kind_label="PDF")
    return cast(ProjectFile, make._saved(ProjectFile(commune_code="36093", stored_id=kept.id, title="La convention")))


@pytest.fixture
def names(desk: Desk) -> dict[str, str]:
    """The fields of the assistant by what they are about."""
    return {
        "question": f"questions:{desk.question.id}", "followed": f"suivis:topic-{desk.followed.id}",
        "watched": "suivis:departement-36", "draft": "brouillons:nouveau-sujet",
        "bookmark": f"ressources:{desk.bookmark.resource_id}", "private": f"parcours:{desk.private.id}",
        "shared": f"parcours:{desk.shared.id}", "told": f"experiences:{desk.told.id}",
        "begun": f"experiences:{desk.begun.id}", "proof": f"aides:{desk.proof.id}", "plan": f"plans:{desk.plan.id}",
        "search": f"recherches:{desk.search.id}", "wish": f"demandes:{desk.wish.id}",
        "inquiry": f"mises_en_relation:{desk.inquiry.id}", "help": f"entraide:{desk.help.id}",
        "exchange": f"echanges:{desk.exchange.id}", "document": f"documents:commune-{desk.document.id}",
        "closing": f"echeances:Clôture-{desk.proof.aid_id}", "action": f"echeances:action-{desk.action.id}",
    }  # fmt: skip


@pytest.fixture
def leave(app: Flask, work: Callable[[], int]) -> Callable[[], int]:
    """Do what the worker does on the day; how many left."""

    def run() -> int:
        with jobs.background(app):
            done = leaving.leave_in_time()
            filing.make_waiting_handover_files()
        work()
        database.session.expire_all()
        return done

    return run


@pytest.fixture
def handover(make: Make, desk: Desk) -> Handover:
    return make.handover(desk.member)
