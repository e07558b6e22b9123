"""Every filter of a list says the same as the rule of the policy, for every kind of person and of thing."""

from itertools import product

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from club import clock
from club.access import Visitor
from club.collections import queries as collections
from club.collections.models import Collection
from club.directory import people as directory
from club.experiences import queries as experiences
from club.experiences.models import CoAuthor, Experience
from club.extensions import db
from club.forum import announcing, holding
from club.forum import queries as forum
from club.forum.audience import Audience
from club.forum.ledger import Announcement, HeldPost
from club.forum.models import Topic
from club.funding import plans, proofs
from club.funding import queries as funding
from club.funding.models import Aid, AidProof, FundingPlan
from club.handover import queries as handovers
from club.handover.models import Handover
from club.inquiries import queries as inquiries
from club.inquiries.models import Inquiry
from club.library import queries as library
from club.library import wishes
from club.library.importing import queries as importing
from club.library.importing.models import CatalogueImport
from club.library.models import Resource, ResourcePartner
from club.library.wishes import Wish
from club.members.models import Member, Organisation
from club.moderation import queries as moderation
from club.moderation.models import Report
from club.policy import RULES, Action, can

KINDS = [
    (Topic, forum.readable_by, Action.TOPIC_READ),
    (Experience, experiences.readable_by, Action.EXPERIENCE_READ),
    (Resource, library.readable_by, Action.RESOURCE_READ),
    (Resource, library.editable_by, Action.RESOURCE_EDIT),
    (CatalogueImport, importing.readable_by, Action.IMPORT_READ),
    (Wish, wishes.readable_by, Action.WISH_READ),
    (Collection, collections.readable_by, Action.COLLECTION_READ),
    (Aid, funding.readable_by, Action.AID_READ),
    (Aid, funding.editable_by, Action.AID_EDIT),
    (AidProof, proofs.readable_by, Action.PROOF_READ),
    (FundingPlan, plans.readable_by, Action.PLAN_READ),
    (Handover, handovers.readable_by, Action.HANDOVER_READ),
    (Inquiry, inquiries.readable_by, Action.INQUIRY_READ),
    (Announcement, announcing.readable_by, Action.ANNOUNCEMENT_READ),
    (HeldPost, holding.readable_by, Action.HELD_READ),
    (Report, moderation.readable_by, Action.REPORT_READ),
]
LOADED = {
    Experience: [selectinload(Experience.coauthors)],
    AidProof: [selectinload(AidProof.serving)],
    FundingPlan: [selectinload(FundingPlan.serving)],
    Inquiry: [selectinload(Inquiry.serving)],
}  # what the rule looks at


@pytest.fixture
def people(make):
    """One of each kind; the last two write nothing and keep nothing."""
    make.commune("37001", "Ailleurs")
    epf, other = make.organisation("EPF"), make.organisation("Agence")
    region = {"scope_kind": "region", "scope_code": "24", "scope_departements": ["36", "37"]}
    leader = make.term("function", "chef-de-projet", "Cheffe ou chef de projet PVD")
    return [
        make.member("Ana", function_id=leader.id),
        make.member("Tours", commune="37001"),
        make.member("Hors", commune=None),
        make.partner(epf, departement_code="36"),
        make.partner(other, departement_code="37"),
        make.member("Sans", commune=None, role="partner"),
        make.referent("36"),
        make.referent("37"),
        make.member("Rita", commune=None, role="referent", **region),
        make.member("Modeste", role="moderator"),
        make.member("Adèle", role="administrator"),
        make.member("Paule", status="pending"),
        make.member("Sami", status="suspended", role="moderator"),
        Visitor(),
    ]


def name_with(resource, people, now):
    """Some are published with one organisation, and another was asked to."""
    for editor, at in ((people[3], now), (people[4], None)) if resource.author_id % 2 else ():
        named = {"resource_id": resource.id, "organisation_id": editor.organisation_id}
        db.session.add(ResourcePartner(accepted_at=at, **named))


def bring(make, people):
    """The two organisations have each an import."""
    for editor in people[3:5]:
        make.catalogue_import(editor)


def ask_partners(make, people):
    """Requests of six authors to two organisations."""
    for author, asked in product(people[:6], people[3:5]):
        organisation = db.session.get_one(Organisation, asked.organisation_id)
        make.inquiry(author, organisation, commune_code=author.commune_code or "37001")


def fill(make, people):
    """Things of six authors, in every combination of hidden, removed and published."""
    now = clock.now()
    for author, hidden, shown in product(people[:6], (None, now), (True, False)):
        for audience in Audience:
            make.topic(author, hidden_at=hidden, removed_at=None if shown else now, audience=audience)
        if author.commune_code:
            told = make.experience(author, published=shown, hidden_at=hidden)
            for state, other in zip(("invited", "accepted", "refused"), people[2:5], strict=True):
                asked = {"experience_id": told.id, "invited_by_id": author.id, "state": state}
                db.session.add(CoAuthor(member_id=other.id, **asked))
        name_with(make.resource(author, published=shown, hidden_at=hidden), people, now)
        make.wish(author, closed_at=None if shown else now)
        make.collection(author, state="shared" if shown else "private", hidden_at=hidden)
        aid = make.aid(author, published=shown, hidden_at=hidden, departement_code=author.departement_code)
        make.proof(aid, author, commune_code=author.commune_code or "37001")
        make.plan(author, commune_code=author.commune_code or "37001")
        make.handover(author, commune_code=author.commune_code or "37001", left_at=now)
    bring(make, people)
    ask_partners(make, people)
    for keeper in people[6:9]:  # a référent reads the draft of a sheet that covers more than one territory
        make.aid(keeper, published=False)
    topic = db.session.scalars(select(Topic)).first()
    for author in people[:-1]:
        said = {"title": "x", "body": "x", "theme_id": topic.theme_id, "publish_at": now}
        db.session.add(Announcement(author_id=author.id, **said))
    for code, settled in product(("36", "37", None), (None, now)):
        db.session.add(HeldPost(author_id=people[0].id, title="x", body="x", body_html="x", departement_code=code))
        make_report = Report(thing_kind="topic", thing_id=topic.id, reporter_id=people[0].id, reason="autre")
        make_report.departement_code, make_report.settled_at = code, settled
        db.session.add(make_report)
    db.session.commit()


def test_every_filter_equals_its_rule(make, people):
    fill(make, people)
    for model, readable_by, action in KINDS:
        things = db.session.scalars(select(model).options(*LOADED.get(model, ()))).all()
        sizes = set()
        for viewer in people:
            seen = set(db.session.scalars(select(model.id).where(readable_by(viewer))))
            assert seen == {thing.id for thing in things if can(viewer, action, thing)}, (model, viewer.role)
            sizes.add(len(seen))
        # nobody reads all that is private, or all that communes declare
        few_and_all = {0, len(things)} - (
            {len(things)} if model in (Collection, AidProof, FundingPlan, Inquiry) else set()
        )
        assert few_and_all < sizes, f"the people of the test see the same {model.__name__}"


def test_the_directory_lists_only_active_cards_that_may_be_read(people):
    cards = db.session.scalars(select(Member)).all()
    for viewer in people:
        seen = set(db.session.scalars(select(Member.id).where(directory.readable_by(viewer))))
        readable = {card.id for card in cards if can(viewer, Action.MEMBER_READ, card) and card.is_findable}
        own = {viewer.id} if viewer.status != "active" else set()
        assert seen == readable - own, viewer.role


def test_every_action_has_a_rule():
    assert set(RULES) == set(Action)


def test_who_is_not_active_may_do_nothing_but_wait_and_keep_the_account(make, people):
    topic = make.topic(people[0])
    own = {Action.ACCOUNT_OWN, Action.ACCOUNT_WAIT}
    for viewer in people[-3:-1]:
        allowed = {action for action in Action if action.partition(".")[0] == "topic" and can(viewer, action, topic)}
        assert allowed == set()
        assert {action for action in own if can(viewer, action)} == own
    assert not any(can(people[-1], action, topic) for action in own)
