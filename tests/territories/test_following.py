"""After a merger, what named the commune that is no more names the one of today."""

from datetime import date

import pytest
from sqlalchemy import select

from club.communes.models import Project, ProjectStep
from club.directory.models import Coverage
from club.experiences.models import ExperienceCommune
from club.members.models import Member, MemberCommune
from club.territories import imports
from club.territories.models import PlaceList, PlaceListCommune
from tests.territories.test_import import INTO_LEVROUX, MERGED

VALENCAY, LEVROUX = "36228", "36093"


@pytest.fixture
def merge(france, folder, db):
    """Valençay joins Levroux; the report."""

    def merged():
        db.session.flush()
        report = imports.import_territories(folder=folder(communes=MERGED, communes_historiques=INTO_LEVROUX))
        db.session.commit()
        return report

    return merged


def test_people_experiences_and_topics_are_of_the_commune_of_today(make, db, merge):
    julien = make.member("Julien", commune=VALENCAY)
    written, topic = make.experience(julien), make.topic(julien)
    beside = make.experience(make.member("Aude", commune="36063"))
    db.session.add(ExperienceCommune(experience_id=beside.id, commune_code=VALENCAY))
    topic.commune_code = VALENCAY
    assert merge().moved == 5
    assert db.session.get(Member, julien.id).commune_code == LEVROUX
    assert topic.commune_code == written.commune_code == LEVROUX
    assert db.session.scalars(select(ExperienceCommune.commune_code)).all() == [LEVROUX]
    assert set(db.session.scalars(select(MemberCommune.commune_code))) == {LEVROUX, "36063"}


def test_who_served_both_serves_one(make, db, merge):
    both = make.member("Aude", commune=LEVROUX)
    db.session.add(MemberCommune(member_id=both.id, commune_code=VALENCAY, position=1))
    merge()
    kept = select(MemberCommune.commune_code, MemberCommune.position).where(MemberCommune.member_id == both.id)
    assert db.session.execute(kept).all() == [(LEVROUX, 0)]


def test_a_territory_that_named_it_names_the_one_of_today_once(make, db, merge):
    for name, codes in (("Une", [VALENCAY]), ("Deux", [VALENCAY, LEVROUX])):
        organisation = make.organisation(name)
        db.session.query(Coverage).filter_by(organisation_id=organisation.id).delete()
        for code in codes:
            db.session.add(Coverage(organisation_id=organisation.id, scope="commune", code=code, label="Avant (36)"))
    db.session.flush()
    merge()
    said = db.session.execute(select(Coverage.code, Coverage.label).order_by(Coverage.label)).all()
    assert [code for code, _ in said] == [LEVROUX, LEVROUX]
    assert "Levroux (36)" in [label for _, label in said]


def test_a_list_of_communes_counts_what_is_left_of_it(db, merge):
    listed = PlaceList(name="Syndicat", size=2)
    db.session.add(listed)
    db.session.flush()
    db.session.add_all(PlaceListCommune(list_id=listed.id, commune_code=code) for code in (VALENCAY, LEVROUX))
    merge()
    assert list(db.session.scalars(select(PlaceListCommune.commune_code))) == [LEVROUX]
    assert db.session.get(PlaceList, listed.id).size == 1


def test_a_project_goes_along_unless_the_other_commune_has_one(make, db, merge):
    db.session.add_all([Project(commune_code=VALENCAY), Project(commune_code=LEVROUX)])
    stage = make.term("project_stage", "etude", "Étude")
    db.session.add(ProjectStep(commune_code=VALENCAY, term_id=stage.id, on=date(2026, 3, 1)))
    merge()
    assert set(db.session.scalars(select(Project.commune_code))) == {VALENCAY, LEVROUX}
    assert db.session.scalars(select(ProjectStep.commune_code)).one() == LEVROUX


def test_a_second_import_changes_nothing(make, db, merge):
    make.experience(make.member("Julien", commune=VALENCAY))
    assert merge().moved
    assert merge().changed_rows == 0
