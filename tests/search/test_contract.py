"""What the search promises, whichever database it runs on."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from club import search
from club.search import indexing, rebuild, words
from tests.search.shelf import SHELF, SYNONYMS

MEMBERS = ["members"]
DAY = datetime(2026, 3, 1, 8, tzinfo=UTC)


def put(key, title, body="", *, kind="topic", audience="members", hours=0, **more):
    moment = DAY + timedelta(hours=hours)
    search.index(search.Document(kind, key, title, body, f"/{kind}/{key}", audience, moment, **more))


def keys(query, **options):
    return [hit.key for hit in search.find(query, audiences=options.pop("audiences", MEMBERS), **options).items]


@pytest.fixture
def synonyms():
    words.use_synonyms(SYNONYMS)
    yield
    words.use_synonyms([])


@pytest.fixture
def shelf(db, synonyms):
    for number, (key, kind, title, body) in enumerate(SHELF):
        put(key, title, body, kind=kind, hours=number)
    return db


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("halle", {"halle", "halles"}),
        ("halles", {"halle", "halles"}),
        ("HALLES", {"halle", "halles"}),
        ("hallè", {"halle", "halles"}),
        ("énergétique", {"renovation"}),
        ("énergie", {"renovation"}),
        ("energie", {"renovation"}),
        ("énergétiques", {"renovation"}),
        ("cœur", {"halle"}),
        ("coeur", {"halle"}),
        ("CŒURS", {"halle"}),
        ("l’habitat", {"opah"}),
        ("l'habitat", {"opah"}),
        ("centre-bourg", {"halle", "vacance"}),
        ("centre bourg", {"halle", "vacance"}),
        ("OPAH-RU", {"opah"}),
        ("opah", {"opah"}),
        ("ORT", {"ort", "vacance"}),
        ("vacants", {"vacance"}),
        ("EPF", {"friche"}),
        ("élus", {"elue"}),
        ("PVD", {"petites"}),
        ("Saint-Gaultier", {"velo"}),
        ("vélos", {"velo"}),
        ('"petites villes"', {"petites"}),
        ("« petites villes »", {"petites"}),
        ('"villes petites"', set()),
        ("36093", {"levroux"}),
        ("Ἀθῆναι", {"grec"}),
    ],
)
def test_a_french_query_finds_the_same_things_everywhere(shelf, query, found):
    assert set(keys(query)) == found


def test_an_expression_finds_its_acronym_and_the_acronym_its_expression(shelf):
    assert set(keys("opération de revitalisation de territoire")[:2]) == {"ort", "vacance"}


def test_what_has_more_of_the_words_comes_first(shelf):
    assert keys("commerces vacants à Levroux")[0] == "vacance"
    assert set(keys("halle Levroux")) >= {"halle", "halles", "levroux"}
    assert keys("halle Levroux")[0] == "halle"


def test_a_word_of_the_title_weighs_more(db):
    put("body", "Marché couvert", "Une halle, au centre du bourg.")
    put("title", "Une halle", "Le marché couvert du centre du bourg.")
    assert keys("halle") == ["title", "body"]


def test_among_equals_the_newest_comes_first(db):
    for hours in (2, 9, 5):
        put(str(hours), "Une friche", hours=hours)
    assert keys("friche") == ["9", "5", "2"]


def test_a_rare_word_is_found_under_common_ones(db):
    put("old", "Halle", "Une toiture en bardeaux")
    for number in range(30):
        put(f"n{number}", "Commune", "projet de commune", hours=number + 1)
    assert keys("projet de bardeaux")[0] == "old"


def test_only_its_audience_finds_a_thing(db):
    put("all", "Friche", audience="members")
    put("draft", "Friche", audience="org:12 staff")
    assert keys("friche") == ["all"]
    assert set(keys("friche", audiences=["members", "org:12"])) == {"all", "draft"}
    assert keys("friche", audiences=["staff"]) == ["draft"]
    assert keys("friche", audiences=["org:1"]) == []
    assert keys("friche", audiences=[]) == []
    assert search.find("friche", audiences=MEMBERS).counts == {"topic": 1}


def test_an_audience_is_no_word_that_can_be_searched(db):
    put("one", "Friche", audience="members")
    assert keys("members") == []
    assert keys("a" + b"members".hex()) == []


def test_kinds_filter_and_every_kind_is_counted(shelf):
    everything = search.find("halle Levroux", audiences=MEMBERS)
    topics = search.find("halle Levroux", audiences=MEMBERS, kinds=["experience"])
    assert {hit.kind for hit in topics.items} == {"experience"}
    assert topics.counts == everything.counts
    assert sum(everything.counts.values()) == everything.total == len(everything.items)
    assert topics.total == everything.counts["experience"]


def test_a_kind_without_result_still_counts_the_others(shelf):
    nothing = search.find("vélo", audiences=MEMBERS, kinds=["resource"])
    assert (nothing.items, nothing.total, nothing.counts, nothing.suggestion) == ([], 0, {"topic": 1}, None)


def test_theme_and_departement_limit_the_search(db):
    put("a", "Friche", theme="foncier", departement="36")
    put("b", "Friche", theme="mobilites", departement="2A")
    assert keys("friche", theme="foncier") == ["a"]
    assert keys("friche", departement="2A") == ["b"]
    assert keys("friche", theme="foncier", departement="2A") == []


def test_indexing_again_replaces(db):
    put("one", "Friche")
    put("one", "Halle", hours=5)
    assert keys("friche") == []
    assert keys("halle") == ["one"]


def test_what_is_removed_is_not_found(db):
    put("one", "Friche")
    search.remove("topic", "one")
    search.remove("topic", "never")
    assert keys("friche") == []


def test_clear_empties_everything_even_suggestions(shelf):
    search.clear()
    assert keys("halle") == []
    assert search.find("hale", audiences=MEMBERS).suggestion is None


def test_things_of_the_same_moment_are_all_kept(db):
    for number in range(5):
        put(str(number), "Friche")
    assert len(keys("friche")) == 5


def test_pages_follow_each_other(db):
    for number in range(25):
        put(str(number), "Friche", hours=number)
    first = search.find("friche", audiences=MEMBERS, size=10)
    third = search.find("friche", audiences=MEMBERS, size=10, page=3)
    assert [hit.key for hit in first.items] == [str(number) for number in range(24, 14, -1)]
    assert [hit.key for hit in third.items] == ["4", "3", "2", "1", "0"]
    assert (first.total, first.pages) == (25, 3)
    assert keys("friche", page=99) == []
    assert keys("friche", page=-5)[0] == "24"


def test_words_asked_for_are_marked_in_the_text_itself(shelf):
    hit = search.find("COEUR halles", audiences=MEMBERS).items[0]
    assert hit.title_html == "Réhabiliter la <mark>halle</mark> de Levroux"
    assert "<mark>cœur</mark> de l’animation" in hit.extract_html


def test_what_people_wrote_is_escaped(db):
    put("one", "<b>Friche</b> & <script>", "a < b friche <img src=x onerror=y>")
    hit = search.find("friche", audiences=MEMBERS).items[0]
    assert hit.title_html == "&lt;b&gt;<mark>Friche</mark>&lt;/b&gt; &amp; &lt;script&gt;"
    assert "<img" not in hit.extract_html


def test_the_extract_is_taken_where_the_words_are(db):
    put(
        "long",
        "Compte rendu",
        "Début sans rapport. " * 100 + "La toiture de la halle est refaite. " + "Suite. " * 200,
    )
    extract = search.find("toiture halle", audiences=MEMBERS).items[0].extract_html
    assert "<mark>toiture</mark> de la <mark>halle</mark>" in extract
    assert extract.startswith("… ")
    assert extract.endswith(" …")
    assert len(extract) < 340


def test_a_text_longer_than_what_is_indexed_does_no_harm(db):
    put("long", "Rapport", "Le projet de la commune avance. " * 20_000)
    assert keys("commune") == ["long"]


@pytest.mark.parametrize(
    ("typed", "suggested"),
    [
        ("levruox", "levroux"),
        ("revitalistion", "revitalisation"),
        ("hallle hablitat", "halle habitat"),
        ("energgie", "énergie"),
    ],
)
def test_a_slip_is_given_a_suggestion_when_nothing_is_found(shelf, typed, suggested):
    results = search.find(typed, audiences=MEMBERS)
    assert results.items == []
    assert results.suggestion == suggested


def test_a_suggestion_never_comes_from_what_one_may_not_read(db):
    put("secret", "Contentieux", audience="staff")
    assert search.find("contentieu", audiences=MEMBERS).suggestion is None
    assert search.find("contantieux", audiences=["staff"]).suggestion == "contentieux"


ODD = [
    *(
        "",
        "   ",
        "\0",
        "\ud800",
        "le la de et",
        "🙂",
        "'",
        '"',
        "''",
        '"""',
        "\\",
        "%",
        "*",
        "a",
        "-",
        "()",
        "NOT",
        "AND OR",
    ),
    *(
        "halle OR NEAR(x y)",
        "title:halle",
        "halle*",
        "^halle",
        "halle & ! | friche",
        "'halle':*",
        "halle <-> x",
        ":1A",
    ),
    *(
        "é" * 10_000,
        "halle " * 3_000,
        "x" * 10_000,
        "\u0301" * 3_000,
        "« »",
        '"halle',
        "{title} : halle",
        "=6d",
        "١٢٣",
    ),
]


@pytest.mark.parametrize("query", ODD, ids=[repr(query)[:30] for query in ODD])
def test_any_query_is_answered(shelf, query):
    results = search.find(query, audiences=MEMBERS)
    assert results.total == len(results.items) <= len(SHELF)


def test_odd_characters_can_be_indexed(db):
    put(
        "odd",
        "Halle\0 \ud800 🙂 '\"\\",
        "x\0y " + "🙂" * 50,
        audience="mem'bers \\ members",
        extra="'; DROP --",
    )
    assert keys("halle") == ["odd"]


def test_random_letters_never_break_a_query(shelf):
    chance = random.Random(7)
    for _ in range(60):
        search.find("".join(chance.choices("ab'\"\\:*()&|!<>-^{}=% é\0🙂", k=12)), audiences=MEMBERS)


def test_the_number_of_statements_does_not_grow_with_what_is_found(db, queries):
    counts = []
    for total in (3, 30):
        for number in range(total):
            put(str(number), "Une friche", hours=number)
        with queries() as seen:
            search.find("friche", audiences=MEMBERS, size=50)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8


def test_a_common_word_is_counted_up_to_a_thousand(db):
    for number in range(1_005):
        put(str(number), "Friche", hours=number)
    results = search.find("friche", audiences=MEMBERS)
    assert (results.total, results.counts, results.pages) == (1_000, {"topic": 1_000}, 50)
    assert results.items[0].key == "1004"


def test_reindexing_makes_the_index_anew_from_its_sources(db, monkeypatch):
    put("gone", "Friche")
    put("kept", "Friche")
    kept = [search.Document("topic", key, "Halle", "", "/x", "members", DAY) for key in ("kept", "new")]
    monkeypatch.setattr(rebuild, "SOURCES", [lambda: kept])
    monkeypatch.setattr(rebuild, "BATCH", 1)
    seen = []
    assert rebuild.reindex(progress=lambda done, total: seen.append((done, total))) == 2
    assert seen == [(1, 2), (2, 2)]
    assert set(keys("friche halle")) == {"kept", "new"}


def test_more_things_than_a_moment_has_room_for_are_kept(db, monkeypatch):
    monkeypatch.setattr(indexing, "SPOTS", 3)
    for number in range(8):
        put(str(number), "Friche")
    many = [search.Document("topic", f"m{number}", "Friche", "", "/x", "members", DAY) for number in range(8)]
    indexing.index_many(many)
    assert len(keys("friche")) == 16


def test_things_of_one_moment_may_come_in_several_batches(db, monkeypatch):
    spots = iter([5, 4, 4])  # the second of the batch would take the place beside its own, which is taken
    monkeypatch.setattr(indexing.secrets, "randbelow", lambda _: next(spots))
    put("first", "Friche")
    indexing.index_many([search.Document("topic", key, "Friche", "", "/x", "members", DAY) for key in ("a", "b")])
    assert set(keys("friche")) == {"first", "a", "b"}
