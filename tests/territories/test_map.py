"""The map: from the globe to the drawing, its outlines, its names, its classes; a fuller file and a wrong one."""

import json
import random
import re

import pytest

from club import config, create_app
from club.config import WrongSetting
from club.territories import painting
from club.territories.drawing import dots, france, zoom
from club.territories.labels import DOT, FONT, WIDE, named
from club.territories.outlines import OWN, load
from club.territories.paths import Box, holds, rings, written
from club.territories.projection import Landmark, fitted, lambert_93, mercator

pytestmark = pytest.mark.anywhere

# (code, longitude, latitude) of towns, none of which is a landmark of the fit.
TOWNS = {
    "Lille": ("59", 3.0573, 50.6292), "Brest": ("29", -4.4861, 48.3904), "Rennes": ("35", -1.6778, 48.1173),
    "Paris": ("75", 2.3522, 48.8566), "Strasbourg": ("67", 7.7521, 48.5734), "Nantes": ("44", -1.5536, 47.2184),
    "Dijon": ("21", 5.0415, 47.3220), "Châteauroux": ("36", 1.6953, 46.8117), "Lyon": ("69", 4.8357, 45.7640),
    "Limoges": ("87", 1.2611, 45.8336), "Bordeaux": ("33", -0.5792, 44.8378), "Aurillac": ("15", 2.4445, 44.9261),
    "Grenoble": ("38", 5.7245, 45.1885), "Toulouse": ("31", 1.4442, 43.6047), "Pau": ("64", -0.3708, 43.2951),
    "Perpignan": ("66", 2.8956, 42.6887), "Digne": ("04", 6.2356, 44.0925), "Nice": ("06", 7.2620, 43.7102),
    "Sartène": ("2A", 8.9720, 41.6210), "Corte": ("2B", 9.1490, 42.3066), "Charleville": ("08", 4.7206, 49.7720),
}  # fmt: skip
SQUARE = "M10 10h80v80h-80z"
MARKS = [
    {"nom": "Nord", "longitude": 2.0, "latitude": 50.0, "x": 20.0, "y": 20.0},
    {"nom": "Est", "longitude": 6.0, "latitude": 46.0, "x": 60.0, "y": 60.0},
    {"nom": "Sud", "longitude": 2.0, "latitude": 46.0, "x": 20.0, "y": 60.9},
]
FULLER = {
    "viewBox": "0 0 100 100", "source": "Essai", "licence": "CC0", "projection": "mercator", "reperes": MARKS,
    "departements": [
        {"code": "36", "nom": "Indre", "d": SQUARE},
        {"code": "971", "nom": "Guadeloupe", "d": "M2 2L6 2L6 6L2 6Z"},
    ],
    "encarts": [{"departement": "971", "cadre": [0, 0, 8, 8], "degres": [-62.0, 15.8, -61.0, 16.6]}],
}  # fmt: skip


@pytest.fixture
def fuller(tmp_path):
    """A map file; `fuller(projection="plate")` changes a part of it, None takes it away."""

    def kept(**changed):
        told = {name: value for name, value in (FULLER | changed).items() if value is not None}
        file = tmp_path / "carte.json"
        file.write_text(json.dumps(told), encoding="utf-8")
        return file

    return kept


def test_lambert_93_is_that_of_ign():
    """The origin of EPSG:2154, and the false easting of its meridian."""
    assert lambert_93(3.0, 46.5) == pytest.approx((700_000, 6_600_000), abs=0.01)
    assert lambert_93(2.3522, 48.8566) == pytest.approx((652_469.0, 6_862_035.3), abs=0.1)  # Paris
    assert lambert_93(3.0, 44.0)[0] == pytest.approx(700_000)


def test_a_fit_finds_back_an_affine_change():
    def drawn(longitude, latitude):
        east, north = mercator(longitude, latitude)
        return 900 * east + 3 * north + 17, -2 * east - 880 * north + 940

    places = [(2.0, 48.0), (7.0, 45.0), (-4.0, 48.5), (9.0, 42.0)]
    fit = fitted("mercator", [Landmark("", *place, *drawn(*place)) for place in places])
    assert fit.residual < 1e-9
    assert fit.place(5.0, 50.0) == pytest.approx(drawn(5.0, 50.0))


def test_landmarks_on_one_line_settle_nothing():
    on_a_line = [Landmark("", 2.0, latitude, 10.0, latitude) for latitude in (42.0, 45.0, 48.0)]
    with pytest.raises(ValueError, match="alignés"):
        fitted("mercator", on_a_line)
    with pytest.raises(ValueError, match="trois"):
        fitted("mercator", on_a_line[:2])


def test_the_map_draws_the_mainland_and_fits_the_globe():
    """0.33 of a unit: 600 metres in the middle of the country, a quarter of a pixel of a page."""
    own = load(OWN)
    assert len(own.shapes) == 96
    assert {"2A", "2B", "36"} <= own.shapes.keys()
    assert own.licence == "CC-BY-4.0"
    assert own.fit.residual < 0.35


@pytest.mark.parametrize("town", TOWNS)
def test_a_town_is_in_its_departement(town):
    code, longitude, latitude = TOWNS[town]
    own = load(OWN)
    at = own.place(code, longitude, latitude)
    assert [one.code for one in own.shapes.values() if holds(one.rings, *at)] == [code]


def test_overseas_is_not_drawn_without_an_inset():
    assert load(OWN).place("971", -61.73, 16.0) is None
    assert zoom(load(OWN), ("971",)) is None


def test_paths_are_read_whatever_the_way_they_are_written():
    square = ((10.0, 10.0), (20.0, 10.0), (20.0, 20.0), (10.0, 20.0))
    for path in ("M10,10L20,10L20,20L10,20Z", "m10 10 10 0 0 10 -10 0z", "M10 10H20V20H10Z", "M10 10h10v10h-10z",
                 "M1e1,10L20 10 20 20 10 20"):  # fmt: skip
        assert rings(path) == (square,), path
    assert [len(ring) for ring in rings("m0 0 1 0 0 1z m5 5 1 0 0 1z")] == [3, 3]
    assert rings("m0 0 1 0 0 1z m5 5 1 0 0 1z")[1][0] == (5.0, 5.0)  # from where the first one began
    for wrong in ("M0 0C1 1 2 2 3 3", "M0 0L1", "<svg>", "M0 0 L a"):
        with pytest.raises(ValueError, match="contour"):
            rings(wrong)


def test_neighbours_keep_the_same_border_on_the_grid():
    left, right = rings("M0 0L3.3 0L3.4 5.2L0 5Z"), rings("M3.3 0L9 0L9 5L3.4 5.2Z")
    assert written(left, (0, 0), 2) == "M0 0l7 0 0 10-7 0z"
    assert written(right, (0, 0), 2) == "M7 0l11 0 0 10-11 0z"


def test_the_drawing_of_france_is_light_and_holds_its_points():
    drawing = france(load(OWN))
    assert sum(len(area.path) for area in drawing.areas) < 50_000
    assert not re.search(r"[^MlZz0-9 -]", "".join(area.path for area in drawing.areas))
    x, y = drawing.spot("36", 1.6124, 46.9786)
    assert 500 < x < 600
    assert 500 < y < 560
    assert drawing.spot("36", None, 46.9) is None
    assert drawing.spot("971", -61.7, 16.0) is None
    assert dots([(3, 4), (1, 2), (3, 4)]) == "M1 2h0M3 4h0"


def overlap(one: Box, other: Box) -> bool:
    apart = one.x + one.width <= other.x or other.x + other.width <= one.x
    return not (apart or one.y + one.height <= other.y or other.y + other.height <= one.y)


@pytest.mark.parametrize("count", [1, 16, 60])
def test_names_cover_neither_each_other_nor_a_point(count):
    drawing, chance = zoom(load(OWN), ("36",)), random.Random(count)
    spots = [(chance.randrange(drawing.width), chance.randrange(drawing.height)) for _ in range(count)]
    texts = ["Saint-Benoît-du-Sault"[: 4 + chance.randrange(18)] for _ in spots]
    places = named(drawing, spots, texts)
    boxes = []
    for place, text in zip(places, texts, strict=True):
        if place:
            wide = len(text) * WIDE * FONT
            start = {"start": place.x, "end": place.x - wide, "middle": place.x - wide / 2}[place.anchor]
            boxes.append(Box(start, place.y - FONT * 0.8, wide, FONT))
    points = [Box(x - DOT, y - DOT, 2 * DOT, 2 * DOT) for x, y in spots]
    assert not [1 for n, one in enumerate(boxes) for other in (*boxes[:n], *points) if overlap(one, other)]
    assert all(box.x >= 0 and box.x + box.width <= drawing.width for box in boxes)
    assert all(box.y >= 0 and box.y + box.height <= drawing.height for box in boxes)
    assert len(boxes) >= min(count, 12)


def test_classes_share_out_the_values_and_never_part_equals():
    assert painting.classes([]).bounds == ()
    assert painting.classes([0, 0]).of(0) == 0
    assert painting.classes([4, 4, 4]).keys == [(4, 4, 4)]  # the strongest colour, whatever the number of classes
    known = painting.classes([*range(1, 101), 0])
    assert known.keys == [(1, 1, 25), (2, 26, 50), (3, 51, 75), (4, 76, 100)]
    assert [known.of(value) for value in (0, 1, 25, 26, 100)] == [0, 1, 1, 2, 4]
    for values in ([1, 1, 1, 9], [1, 2], [7], [1, 1, 2, 2, 2, 30]):
        found = painting.classes(values)
        assert all(found.of(value) for value in values), values
        assert all(low <= high for low, high in found.bounds)


def test_a_fuller_file_draws_the_insets_too(fuller):
    full = load(fuller())
    assert full.place("971", -61.5, 16.2) == pytest.approx((4, 4))
    assert full.place("36", 2.0, 50.0) == pytest.approx((20, 20), abs=0.5)
    assert zoom(full, ("971",)).spot("971", -61.5, 16.2) is not None
    assert len(france(full).areas) == 2


WRONG = [
    ({"projection": "plate"}, "projection lambert-93 ou mercator attendue"),
    ({"projection": None}, "il manque « projection »"),
    ({"departements": []}, "chaque département une fois"),
    ({"departements": FULLER["departements"] * 2}, "chaque département une fois"),
    ({"departements": [{"code": "36", "nom": "Indre", "d": "M0 0C1 1 2 2 3 3"}], "encarts": []}, "36) : un contour"),
    ({"departements": [{"code": "36", "nom": "Indre", "d": "M0 0"}], "encarts": []}, "Indre (36) : contour vide"),
    ({"departements": ["36"]}, "sa forme n’est pas"),
    ({"viewBox": "0 0 cent 100"}, "carte refusée"),
    ({"reperes": MARKS[:2]}, "trois repères au moins"),
    ({"reperes": [MARKS[0] | {"x": 90.0}, *MARKS[1:], MARKS[0]]}, "ne s’accordent pas"),
    ({"encarts": [{"departement": "972", "cadre": [0, 0, 1, 1], "degres": [0, 0, 1, 1]}]}, "l’encart 972 n’a pas"),
    ({"encarts": [{"departement": "971", "cadre": [0, 0, 0, 1], "degres": [0, 0, 1, 1]}]}, "à l’envers"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "said"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_file_stops_the_start_with_one_clear_line(fuller, tmp_path, changed, said):
    settings = config.read({"CLUB_MAP_FILE": str(fuller(**changed)), "CLUB_INSTANCE": str(tmp_path)})
    with pytest.raises(WrongSetting) as why:
        create_app(settings)
    assert said in str(why.value)
    assert str(why.value).startswith("CLUB_MAP_FILE : ")
    assert "\n" not in str(why.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"<svg/>", b"[]"])
def test_what_is_no_map_file_stops_the_start(tmp_path, content):
    file = tmp_path / "carte.svg"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WrongSetting, match="CLUB_MAP_FILE"):
        create_app(config.read({"CLUB_MAP_FILE": str(file), "CLUB_INSTANCE": str(tmp_path)}))
