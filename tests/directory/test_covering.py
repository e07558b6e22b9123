"""Who covers a commune: for random nested and irregular sets, the one join says what going through all of them says."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import delete, select

from club.directory import covering
from club.directory.models import Coverage, Offer, OfferTerritory
from club.extensions import db as database
from club.members.models import Organisation
from club.territories import applying, coverage, queries, scopes
from club.territories.models import Commune, PlaceList, PlaceListCommune

COMMUNES = ["36001", "36002", "36003", "37001", "37002", "87001"]
GROUPS = {"36001": "100000001", "36002": "100000001", "37001": "100000001", "36003": "100000002", "37002": "100000002"}
REGIONS = {"36": "24", "37": "24", "87": "75"}
LISTS = 3


def one_place(numbers):
    """Any territory of the little country; `numbers` are those of its lists."""
    return some.one_of(
        some.just(("france", "")),
        some.sampled_from([("region", code) for code in ("24", "75")]),
        some.sampled_from([("departement", code) for code in REGIONS]),
        some.sampled_from([("epci", code) for code in set(GROUPS.values())]),
        some.sampled_from([("list", str(number)) for number in numbers]),
        some.sampled_from([("commune", code) for code in COMMUNES]),
    )


def holds(place, code, lists):
    """Whether a territory contains a commune, by hand."""
    kind, key = place
    return {
        "france": True,
        "region": REGIONS[code[:2]] == key,
        "departement": code[:2] == key,
        "epci": GROUPS.get(code) == key,
        "list": code in lists.get(key, ()),
        "commune": code == key,
    }[kind]


@pytest.fixture
def country(make):
    """Three départements of two régions, EPCI across their borders, one commune without EPCI, three lists."""
    for code in COMMUNES:
        make.departement(code[:2], f"Dép. {code[:2]}", REGIONS[code[:2]])
        make.commune(code, f"Commune {code}", epci_siren=GROUPS.get(code, "100000003"), programme=False)
    database.session.get_one(Commune, "87001").epci_siren = None
    database.session.commit()
    return [make.place_list(f"Liste {number}").id for number in range(LISTS)]


def put(rows, listed, numbers):
    """Organisations, each with its territories and offers; the lists have these communes."""
    for model in (OfferTerritory, Offer, Coverage, PlaceListCommune):
        database.session.execute(delete(model))
    for number, codes in zip(numbers, listed, strict=True):
        database.session.add_all(PlaceListCommune(list_id=number, commune_code=code) for code in codes)
    ids = database.session.scalars(select(Organisation.id).order_by(Organisation.id)).all()
    made = []
    for id, (covered, offers) in zip(ids, rows, strict=False):
        coverage.keep(Coverage, [scopes.Scope(*one, "x") for one in covered], organisation_id=id)
        for own in offers:
            offer = Offer(organisation_id=id, title="x")
            database.session.add(offer)
            database.session.flush()
            coverage.keep(OfferTerritory, [scopes.Scope(*one, "x") for one in own], offer_id=offer.id)
            made.append((offer.id, own or covered))
    database.session.flush()
    return dict(zip(ids, [covered for covered, _ in rows], strict=False)), dict(made)


def test_the_join_says_what_going_through_all_says(make, country):
    for number in range(4):
        make.organisation(f"Organisation {number}")
    places = some.lists(one_place(country), max_size=4)
    listed = some.lists(some.sets(some.sampled_from(COMMUNES)), min_size=LISTS, max_size=LISTS)
    organisation = some.tuples(places, some.lists(some.lists(one_place(country), max_size=2), max_size=2))

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(some.lists(organisation, min_size=1, max_size=4), listed)
    def check(rows, communes):
        covered, offered = put(rows, communes, country)
        lists = {str(number): codes for number, codes in zip(country, communes, strict=True)}
        for code in COMMUNES:
            for statement, all_of_them in ((covering.organisations, covered), (covering.offers, offered)):
                found = {row.id for row in database.session.execute(statement(code))}
                assert found == {id for id, them in all_of_them.items() if any(holds(p, code, lists) for p in them)}
            place = database.session.get_one(Commune, code)
            same = select(Coverage.organisation_id).where(scopes.covers(Coverage, place))
            assert {*database.session.scalars(same)} == {
                r.id for r in database.session.execute(covering.organisations(code))
            }
        for departement in REGIONS:
            where = applying.Where(departement=departement)
            found = {*database.session.scalars(applying.applying(Coverage, Coverage.organisation_id, where))}
            inside = [code for code in COMMUNES if code.startswith(departement)]
            assert found == {
                id for id, them in covered.items() if any(touches(p, departement, inside, lists) for p in them)
            }
            for id, them in covered.items():
                touched = scopes.departements_of(scopes.Scope(*one, "x") for one in them)
                assert (id in found) == (touched is None or departement in touched)

    check()


def touches(place, departement, inside, lists):
    return place == ("departement", departement) or any(holds(place, code, lists) for code in inside)


def test_the_nearest_territory_gives_the_width(make, country):
    near, far = make.organisation("Près"), make.organisation("Loin")
    database.session.add_all(
        Coverage(organisation_id=id, scope=scope, code=code, label="x")
        for id, scope, code in ((near.id, "france", ""), (near.id, "epci", "100000001"), (far.id, "departement", "36"))
    )
    database.session.commit()
    found = {row.id: row.width for row in database.session.execute(covering.organisations("36001"))}
    assert found == {near.id: 1, far.id: 3}


def test_a_list_counts_in_each_departement_it_touches(make, country):
    one = database.session.get_one(PlaceList, country[0])
    make.organisation("Syndicat")
    put([([("list", str(one.id))], [])], [["36001", "37001"], [], []], country)
    cards = select(Organisation.id).subquery()
    rows = database.session.execute(applying.patterns(Coverage, Coverage.organisation_id, cards)).all()
    from_all = applying.numbers([(row.places, row.number) for row in rows], queries.departements())
    assert from_all.departements == {"36": 1, "37": 1, "87": 0}
    assert from_all.regions == {"24": 1, "75": 0}
