"""The club's lists of words: seeded once, edited by people, read in their order."""

import json

from sqlalchemy import func, select

from club.vocabulary import operations, queries
from club.vocabulary.models import Synonym, Term, TermKind
from club.vocabulary.queries import choices


def test_seeding_twice_adds_nothing_the_second_time(db):
    first, second = operations.seed(), operations.seed()
    assert (first.terms, first.synonyms) == (178, 23)
    assert (second.terms, second.synonyms) == (0, 0)
    assert db.session.scalar(select(func.count()).select_from(Term)) == 178


def test_the_themes_are_the_twenty_four_in_their_order(db):
    operations.seed()
    themes = queries.terms(TermKind.THEME)
    assert len(themes) == 24
    assert themes[0].label == "Stratégie et projet de territoire"
    assert [t.position for t in themes] == list(range(24))


def test_every_kind_has_its_list(db):
    operations.seed()
    assert all(queries.terms(kind) for kind in TermKind)


def test_an_edited_label_outlives_the_seed(db):
    operations.seed()
    queries.term(TermKind.THEME, "habitat").label = "Habiter"
    operations.seed()
    db.session.expire_all()
    assert queries.term(TermKind.THEME, "habitat").label == "Habiter"


def test_an_edited_group_of_synonyms_outlives_the_seed(db):
    operations.seed()
    group = next(g for g in db.session.scalars(select(Synonym)) if "pvd" in g.words)
    group.words = ["petites villes de demain", "petites villes"]
    db.session.flush()
    assert operations.seed().synonyms == 0


def test_a_removed_word_comes_back_alone(db):
    operations.seed()
    db.session.delete(queries.term(TermKind.EVENT_KIND, "visite"))
    assert operations.seed().terms == 1


def test_children_follow_their_parent(db):
    operations.seed()
    roots = queries.tree(TermKind.PARTNER_TYPE)
    assert len(roots) == 12
    assert [child.slug for child in roots[0].children][:2] == ["ministere", "prefecture"]
    flat = [term.slug for term in queries.terms(TermKind.PARTNER_TYPE)]
    assert flat[:2] == ["etat", "ministere"]
    labels = dict(queries.choices(TermKind.PARTNER_TYPE))
    epf = queries.term(TermKind.PARTNER_TYPE, "epf")
    assert labels[epf.id] == "Ingénierie locale › Établissement public foncier"


def test_our_own_proposals_are_marked(db):
    operations.seed()
    assert queries.term(TermKind.THEME, "tourisme").is_suggested
    assert not queries.term(TermKind.THEME, "habitat").is_suggested


def test_one_slug_may_serve_two_kinds(db):
    operations.seed()
    event, resource = (queries.term(k, "webinaire") for k in (TermKind.EVENT_KIND, TermKind.RESOURCE_TYPE))
    assert event.label == "Webinaire"
    assert resource.label == "Webinaire ou replay"


def test_an_unknown_word_is_nothing(db):
    operations.seed()
    for slug in ("inconnu", "", "\0", "é"):
        assert queries.term(TermKind.THEME, slug) is None


def test_words_by_their_ids_leave_out_the_others(db):
    operations.seed()
    habitat = queries.term(TermKind.THEME, "habitat")
    epf = queries.term(TermKind.PARTNER_TYPE, "epf")
    asked = [epf.id, habitat.id, 2**70, -1]
    assert queries.terms_of(asked, TermKind.THEME) == [habitat]
    assert {t.slug for t in queries.terms_of(asked)} == {"epf", "habitat"}


def test_a_list_costs_two_queries_whatever_its_length(db, queries):
    operations.seed()
    for kind in (TermKind.PARTNER_TYPE, TermKind.ORT_STATUS):
        db.session.expire_all()
        with queries() as seen:
            assert choices(kind)
        assert len(seen) == 2


def test_synonyms_are_groups_of_expressions(db):
    operations.seed()
    assert ["pvd", "petites villes de demain"] in queries.synonym_groups()


def test_the_seed_uses_typographic_apostrophes_in_labels():
    def labels(entries):
        for entry in entries:
            yield entry["libelle"]
            yield from labels(entry.get("enfants", []))

    lists = json.loads(operations.SEED.read_text(encoding="utf-8"))
    assert [label for name in operations.LISTS for label in labels(lists[name]) if "'" in label] == []
