"""The demonstration club: all of it is there, every page of it shows, and it is never written twice."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import func, select

from club import clock, create_app, demo, jobs
from club.collections.models import Collection, CollectionStep
from club.communes.twins import CommuneTwin
from club.demo.content import ACCOUNTS, entries
from club.demo.seeding import PASSWORD
from club.directory import covering, gaps
from club.directory.claims import OrganisationClaim
from club.directory.importing import columns, operations
from club.directory.importing.models import PartnerImport
from club.directory.importing.running import WORK
from club.directory.models import Coverage, Offer, OfferTerritory
from club.events import Outbox
from club.experiences import lineage
from club.experiences import queries as experiences
from club.experiences.models import Experience
from club.experiences.states import State
from club.extensions import db as database
from club.forum import waiting
from club.forum.ledger import Announcement, TopicEvent
from club.forum.models import Category, Follow, Post, PostThanks, Topic
from club.funding import figures, states
from club.funding.models import Aid
from club.handover.models import Handover
from club.helping.models import HelpOffer, HelpRequest
from club.helping.states import KINDS
from club.helping.states import State as HelpState
from club.importing.documents import table
from club.inquiries.models import Inquiry
from club.inquiries.models import State as InquiryState
from club.library import queries as library
from club.library.importing.models import CatalogueImport
from club.library.models import Resource, ResourceFile
from club.mail.models import Letter
from club.members import sessions
from club.members.models import Member, MemberCommune, Organisation, Status
from club.moderation.models import Report
from club.notifications.models import Notification
from club.reach.models import ReachCell
from club.schema import upgrade
from club.search.models import SearchDocument
from club.territories import imports
from club.territories.models import Commune, ProgrammeCommune
from club.vocabulary import operations as vocabulary
from tests.conftest import Browser, new_database

WRITTEN = (
    Member,
    MemberCommune,
    Organisation,
    Coverage,
    Offer,
    OfferTerritory,
    OrganisationClaim,
    Topic,
    Post,
    Follow,
    Experience,
    Resource,
    ResourceFile,
    Aid,
    Collection,
    CollectionStep,
    Report,
    ReachCell,
)


@pytest.fixture(scope="module")
def club(settings: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """A club prepared as on a fresh machine, with its demonstration."""
    folder = tmp_path_factory.mktemp("demo")
    strict = replace(settings, review_resources="on")  # it is written in a club that reads before it publishes, too
    club = create_app(replace(strict, instance=folder, database_url=new_database(folder, "demo")))
    club.config["WTF_CSRF_ENABLED"] = False
    club.test_client_class = Browser
    with jobs.background(club):
        upgrade()
        vocabulary.seed()
        imports.import_territories()
        database.session.commit()
        demo.seed()
    yield club
    with club.app_context():
        database.engine.dispose()


@pytest.fixture
def seeded(club: Flask) -> Iterator[Flask]:
    with club.app_context():
        yield club
        database.session.remove()


def how_many(model: Any, *conditions: Any) -> int:
    return database.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def someone(email: str) -> Member:
    return database.session.scalars(select(Member).where(Member.email == email)).one()


def browser_of(club: Flask, email: str) -> FlaskClient:
    client = club.test_client()
    token = sessions.start(someone(email), device="Essai", is_long=False)
    database.session.commit()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


@contextmanager
def in_production(club: Flask) -> Iterator[None]:
    usual = club.config["CLUB"]
    club.config["CLUB"] = replace(usual, env="production")
    try:
        yield
    finally:
        club.config["CLUB"] = usual


def test_a_handover_is_done_one_is_under_way_and_a_post_is_vacant(seeded):
    browser = browser_of(seeded, "referente.indre@club.example")
    page = browser.get("/passations/").text
    assert page.count("En préparation") == 1
    assert page.count("Fait<") == 2
    assert "Sainte-Sévère-sur-Indre</a>" in page
    assert how_many(Handover, Handover.stored_id.is_not(None)) == 2
    done = database.session.scalars(select(Handover).where(Handover.commune_code == "36241")).one()
    arrived = browser_of(seeded, "camille.dupuy@villedieu.example")
    assert arrived.get(f"/passations/{done.id}/recu").text.count("Accepté") >= 3
    assert arrived.get(f"/passations/{done.id}/dossier").data.startswith(b"PK")
    assert "vacant depuis le" in browser.get("/communes/36208-sainte-severe-sur-indre").text


def test_everything_that_was_promised_is_there(seeded):
    assert how_many(Member) == 60
    assert how_many(Organisation) == 44
    assert how_many(Experience) == 26
    assert how_many(Resource) == 43
    assert database.session.scalars(select(CatalogueImport.counts)).all() == [
        {"added": 3, "refused": 1, "protected": 0, "noted": 1}
    ]
    assert database.session.scalars(select(PartnerImport.counts)).all() == [
        {"added": 1, "updated": 1, "unchanged": 2, "refused": 2, "protected": 1, "noted": 1}
    ]
    assert how_many(Aid, Aid.published_at.is_not(None)) == 30
    assert how_many(Collection) == 3
    assert how_many(Collection, Collection.recommended_at.is_not(None)) == 2
    forum = select(Topic.id).where(Topic.about_kind.is_(None))
    assert how_many(Topic, Topic.about_kind.is_(None)) == 62
    assert how_many(Post, Post.topic_id.in_(forum)) == 302
    assert how_many(Member, Member.status == Status.PENDING) == 5
    assert how_many(Report, Report.settled_at.is_(None)) == 4


def test_the_directory_comes_back_from_its_export_as_it_is(seeded):
    admin = "admin@club.example"
    exported = browser_of(seeded, admin).get("/partenaires/export.csv").data
    lines, _ = table(exported, columns.TABLE)
    run = operations.begin(lines, "partenaires.csv", by=someone(admin))
    WORK.through(run, someone(admin))
    assert run.counts == {"unchanged": how_many(Organisation, covering.listed()), "protected": 0, "noted": 0}


def test_each_commune_of_the_indre_has_a_member_and_a_published_experience(seeded):
    programme = set(database.session.scalars(select(ProgrammeCommune.commune_code)))
    assert len(programme) == 16
    assert set(database.session.scalars(select(MemberCommune.commune_code))) == programme
    told = select(Experience.commune_code).where(Experience.published_at.is_not(None))
    assert set(database.session.scalars(told)) == programme


def test_the_accounts_are_the_ones_that_are_printed(seeded):
    printed = demo.accounts()
    assert PASSWORD in printed
    for account in ACCOUNTS:
        assert account.email in printed
        assert someone(account.email)
    assert someone("referente.indre@club.example").scope_departements == ["36"]
    assert someone("partenaire.epf@club.example").organisation_id
    assert someone("attente@club.example").status == Status.PENDING
    assert someone("suspendu@club.example").suspension_reason


def test_every_person_and_address_is_plainly_invented(seeded):
    assert all(email.endswith(".example") for email in database.session.scalars(select(Member.email)))
    sites = database.session.scalars(select(Organisation.website)).all()
    assert all(site.endswith(".example") for site in sites)


def test_nothing_happens_in_the_future_and_messages_are_in_order(seeded):
    moments = database.session.execute(
        select(Post.topic_id, Post.number, Post.created_at).order_by(Post.topic_id, Post.number)
    ).all()
    assert all(at <= clock.now() for _, _, at in moments)
    pairs = [(a, b) for a, b in pairwise(moments) if a.topic_id == b.topic_id]
    assert all(before.created_at < after.created_at for before, after in pairs)


def test_counters_are_what_counting_gives(seeded):
    for topic in database.session.scalars(select(Topic)):
        its = Post.topic_id == topic.id
        assert topic.posts_count == how_many(Post, its, Post.hidden_at.is_(None)), topic.title
        assert topic.last_number == how_many(Post, its), topic.title
    for category in database.session.scalars(select(Category)):
        for_all = Topic.theme_id == category.theme_id, Topic.posts_count > 0, Topic.audience == "members"
        shown = select(Topic.id).where(*for_all)
        assert category.topics_count == how_many(Topic, Topic.id.in_(shown))
        assert category.posts_count == how_many(Post, Post.topic_id.in_(shown), Post.hidden_at.is_(None))


def test_staff_have_put_it_in_order(seeded):
    double = database.session.scalars(select(Topic).where(Topic.merged_into_id.is_not(None))).one()
    reader = browser_of(seeded, "levroux@club.example")
    answer = reader.get(f"/forum/sujets/{double.id}-{double.slug}")
    assert answer.status_code == 301
    assert "a réuni ici le sujet" in reader.get(answer.location).text
    acts = set(database.session.scalars(select(TopicEvent.act)))
    assert {"merged", "split", "split_from", "locked", "pinned"} <= acts
    assert how_many(Announcement, Announcement.publish_at > clock.now()) == 1
    staff = browser_of(seeded, "moderation@club.example")
    assert "Programmée" in staff.get("/forum/annonces").text


def test_the_bells_ring_and_only_the_mails_of_one_account_are_written(seeded):
    for email in ("levroux@club.example", "valencay@club.example", "referente.indre@club.example"):
        assert how_many(Notification, Notification.member_id == someone(email).id), email
    letters = {letter.kind: letter for letter in database.session.scalars(select(Letter))}
    assert set(letters) == {"daily", "digest"}
    assert {letter.to for letter in letters.values()} == {"levroux@club.example"}
    assert "Voici ce que vous n’avez pas encore lu." in letters["daily"].text
    assert all(part in letters["digest"].text for part in ("Questions", "Expériences", "Ressources"))
    assert how_many(Outbox) == 0


def test_the_search_finds_what_the_demonstration_holds(seeded):
    kinds = dict(
        database.session.execute(select(SearchDocument.kind, func.count()).group_by(SearchDocument.kind)).all()
    )
    assert kinds["topic"] == 61
    assert kinds["experience"] == how_many(Experience, experiences.listed())
    assert kinds["resource"] == how_many(Resource, library.published())
    assert kinds["aid"] == 30
    assert kinds["member"] == how_many(Member, Member.is_findable)


def test_a_second_seeding_changes_nothing(seeded):
    before = [how_many(model) for model in WRITTEN]
    assert demo.seed() is False
    assert [how_many(model) for model in WRITTEN] == before


def test_it_is_refused_in_production(seeded):
    with in_production(seeded), pytest.raises(demo.DemoRefused, match="CLUB_ENV=production"):
        demo.seed()


def test_it_is_refused_before_the_base_is_ready(db):
    with pytest.raises(demo.DemoRefused, match="club init"):
        demo.seed()
    assert how_many(Member) == 0


def pages() -> Iterator[str]:
    for topic in database.session.scalars(
        select(Topic).where(Topic.about_kind.is_(None), Topic.merged_into_id.is_(None))
    ):
        yield url_for("forum.topic", id=topic.id, slug=topic.slug)
    for told in database.session.scalars(select(Experience).where(Experience.published_at.is_not(None))):
        yield url_for("experiences.show", id=told.id, slug=told.slug)
    for resource in database.session.scalars(select(Resource).where(Resource.published_at.is_not(None))):
        yield url_for("library.show", id=resource.id, slug=resource.slug)
    for aid in database.session.scalars(select(Aid).where(Aid.published_at.is_not(None))):
        yield url_for("funding.show", id=aid.id, slug=aid.slug)
    for partner in database.session.scalars(select(Organisation)):
        yield url_for("directory.partner", id=partner.id, slug=partner.slug)
    for member in database.session.scalars(select(Member).where(Member.is_findable)):
        yield url_for("directory.member", id=member.id, slug=member.slug)
    for commune in database.session.scalars(select(Commune).join(ProgrammeCommune)):
        yield url_for("directory.commune", code=commune.path)


def test_every_page_shows(seeded):
    reader = browser_of(seeded, "levroux@club.example")
    with seeded.test_request_context():
        addresses = list(pages())
    assert len(addresses) > 200
    answers = {address: reader.get(address).status_code for address in addresses}
    assert {address: code for address, code in answers.items() if code != 200} == {}


def test_documents_are_real_files(seeded):
    reader = browser_of(seeded, "valencay@club.example")
    shown = select(ResourceFile.id).join(ResourceFile.resource).where(Resource.published_at.is_not(None))
    published = [e for e in entries("resources") if e["published_days_ago"]]
    ids = database.session.scalars(shown).all()
    assert len(ids) == sum(len(entry["files"]) for entry in published)
    for file_id in ids:
        with seeded.test_request_context():
            address = url_for("library.download", id=file_id)
        content = reader.get(address).data
        assert content.startswith((b"%PDF-", b"PK\x03\x04"))


def test_somebody_signs_in_with_the_password_that_is_printed(seeded):
    visitor = seeded.test_client()
    page = visitor.post("/connexion", data={"email": "levroux@club.example", "password": PASSWORD})
    assert page.status_code == 302
    assert visitor.get("/forum/").status_code == 200


def test_questions_are_solved_waiting_thanked_and_counted(seeded):
    assert how_many(Topic, Topic.solution_id.is_not(None)) >= 15
    assert how_many(Topic, waiting.is_waiting()) >= 3
    assert how_many(PostThanks) >= 30
    assert how_many(Topic, Topic.audience == "communes")
    assert how_many(Topic, Topic.audience == "project_leaders")
    assert 50 <= waiting.share() <= 100


def test_help_is_offered_in_each_kind_asked_in_each_state_and_told(seeded):
    assert set(database.session.scalars(select(HelpOffer.kind))) == set(KINDS)
    assert set(database.session.scalars(select(HelpRequest.state))) == set(HelpState)
    told = database.session.scalars(select(Experience).join(HelpRequest)).one()
    reader = browser_of(seeded, "valencay@club.example")
    assert told.title in reader.get(url_for("helping.show", id=1)).text
    assert "avec l’auteur" in reader.get(url_for("experiences.show", id=told.id, slug=told.slug)).text


def test_requests_are_in_each_state_and_a_card_tells_how_often_it_answers(seeded):
    assert set(database.session.scalars(select(Inquiry.state))) == {*InquiryState}
    late = select(func.count()).where(Inquiry.reminded_at.is_not(None), Inquiry.answered_at.is_(None))
    assert database.session.scalar(late) == 3
    [epf] = database.session.scalars(select(Organisation).where(Organisation.asked_count >= 3))
    assert (epf.answered_count, epf.asked_count) == (3, 4)


def test_forty_organisations_cover_the_indre_and_a_few_needs_are_met_in_a_part_of_it_only(seeded):
    codes = database.session.scalars(select(ProgrammeCommune.commune_code)).all()
    found = (database.session.execute(covering.organisations(code)) for code in codes)
    assert len({row.id for rows in found for row in rows}) >= 40
    table = gaps.table("36")
    assert len(table.communes) == 16
    assert all(not line.holes(table.communes) for line in table.kinds)
    assert {line.slug: len(line.holes(table.communes)) for line in table.needs if line.holes(table.communes)} == {
        "tourisme": 11, "numerique": 12,
    }  # fmt: skip
    page = browser_of(seeded, "referente.indre@club.example").get("/departements/36/couverture").text
    assert page.count("manque\u202f: combler") == 23
    asked = "/communes/36093-levroux/qui-appeler"
    levroux = browser_of(seeded, "levroux@club.example")
    assert "Aucune offre n’est décrite ici pour\u202f: Tourisme · Numérique." in levroux.get(asked).text
    assert levroux.get(f"{asked}.vcf").data.count(b"BEGIN:VCARD") >= 10


def test_each_commune_has_its_twins_and_one_is_silent(seeded):
    twins = select(CommuneTwin.commune_code, func.count()).group_by(CommuneTwin.commune_code)
    counted = dict(database.session.execute(twins).all())
    assert set(counted) == set(database.session.scalars(select(ProgrammeCommune.commune_code)))
    assert set(counted.values()) == {10}
    browser = browser_of(seeded, "referente.indre@club.example")
    page = browser.get("/departements/36-indre/communes-silencieuses?motif=pas-venus").text
    assert "Sainte-Sévère-sur-Indre (36)" in page
    assert page.count("lc-row__title") == 1


def test_what_is_offered_is_among_what_is_passed_on(seeded):
    leaving = database.session.scalars(select(Handover).where(Handover.left_at.is_(None))).one()
    page = browser_of(seeded, "valencay@club.example").get(f"/passations/{leaving.id}").text
    for words in ("Entraide : ce que vous proposez", "1 demande en cours", "Échéances", "Documents de la commune"):
        assert words in page, words


def test_an_idea_goes_from_commune_to_commune(seeded):
    told = database.session.scalars(select(Experience).where(Experience.adoptions_count == 3)).one()
    branches = lineage.descent(told.id)
    assert [branch.row.name for branch in branches] == ["La Châtre", "Valençay", "Vatan"]
    assert [branch.row.name for branch in branches[0].branches] == ["Chabris", "Aigurande"]
    assert set(database.session.scalars(select(Experience.state))) == {*State}


def test_the_partner_sees_what_became_of_its_resources(seeded):
    partner = someone("partenaire.epf@club.example")
    browser = browser_of(seeded, partner.email)
    page = browser.get(f"/partenaires/{partner.organisation_id}/portee")
    assert "Indre (36)" in page.text
    assert "Pas encore de chiffres" not in page.text
    note = re.findall(r'href="([^"]+/portee/[^"]+)"', page.text)[0]
    assert "Le trimestre en chiffres" in browser.get(note).text


def test_aids_are_in_every_state_and_a_commune_has_its_local_variants(seeded):
    at, shown = states.edges(), database.session.scalars(select(Aid).where(Aid.published_at.is_not(None))).all()
    assert {states.state(aid, at) for aid in shown} == {*states.State}
    assert all("Exemple de démonstration" in aid.body for aid in shown)
    page = browser_of(seeded, "levroux@club.example").get("/aides/pour/36093-levroux?q=DETR").text
    assert "DETR dans l’Indre" in page
    assert "DETR dans le Cher" not in page
    assert "DETR : dotation" not in page.replace("\u202f", " ")


def test_three_communes_make_a_figure_and_two_do_not(seeded):
    ids = {slug: id for id, slug in database.session.execute(select(Aid.id, Aid.slug))}
    four, two = ids["detr-dans-l-indre"], ids["crst-espaces-publics-de-centre-bourg"]
    assert figures.of_aid(four) == figures.Figures(communes=4, amount=94_000, rate=30.1, delay=90)
    assert figures.of_aid(two) is None
