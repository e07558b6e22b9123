"""The pictures of the atlas: France by département, and a territory with its communes as named points."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from flask import url_for

from club import french
from club.atlas.figures import FIGURES, Counts, Figure
from club.atlas.territory import Territory
from club.paging import AnyRow
from club.territories import names
from club.territories.drawing import Area, Drawing, dots, france, zoom
from club.territories.labels import named
from club.territories.models import Departement
from club.territories.outlines import outlines
from club.territories.painting import Classes, Mark, Painted, Picture, classes, painted, whole


class Line(NamedTuple):
    """A département in the table that doubles the map."""

    code: str
    name: str
    url: str
    region: str
    values: Mapping[str, int]
    number: int  # its class on the map
    is_drawn: bool


def address(code: str, name: str) -> str:
    """The page of a département."""
    return url_for("atlas.departement", code=names.path(code, name))


def _of_area(area: Area) -> str:
    return address(area.code, area.name)


def of_france(name: str, counts: Counts, points: Sequence[AnyRow], table: Sequence[Line]) -> Picture:
    """All that the outlines draw, coloured by a figure, with the communes as points; what is in the table leads on."""
    drawing, figure = france(outlines()), FIGURES[name]
    values = {code: found.get(name, 0) for code, found in counts.items()}
    pages = {line.code: line.url for line in table}
    areas = painted(drawing.areas, values, lambda value: _number(value, figure), lambda one: pages.get(one.code, ""))
    said = f"Carte des départements : {figure.title.lower()}. Le tableau donne les mêmes nombres."
    return whole(drawing, areas, said, dots(_spots(drawing, points)))


def _number(value: int, figure: Figure) -> str:
    return french.plural(value, figure.one, figure.many)


def lines(name: str, counts: Counts, departements: Sequence[Departement]) -> list[Line]:
    """The table, in the order of the départements."""
    known = ranks(name, counts)
    drawn = outlines().shapes
    return [
        Line(
            one.code,
            one.name,
            address(one.code, one.name),
            one.region.name,
            {figure: counts.get(one.code, {}).get(figure, 0) for figure in FIGURES},
            known.of(counts.get(one.code, {}).get(name, 0)),
            one.code in drawn,
        )
        for one in departements
    ]


def ranks(name: str, counts: Counts) -> Classes:
    """The classes of a figure, for the legend and the tiles."""
    return classes([found.get(name, 0) for found in counts.values()])


def ordered(table: list[Line], by: str) -> list[Line]:
    """The table by name, by the largest value of a figure, or by code for another word."""
    if by == "nom":
        return sorted(table, key=lambda line: names.sort_key(line.name))
    return sorted(table, key=lambda line: -line.values[by]) if by in FIGURES else table


def of_region(place: Territory, communes: Sequence[AnyRow]) -> Picture | None:
    """The départements of a région coloured by their communes of the programme, which are points."""
    drawing = zoom(outlines(), tuple(place.departement_codes))
    if drawing is None:
        return None
    values = _by_departement(communes)
    areas = painted(drawing.areas, values, lambda value: _number(value, FIGURES["communes"]), _of_area)
    return whole(drawing, areas, _said(place, communes), dots(_spots(drawing, communes)))


def _by_departement(communes: Sequence[AnyRow]) -> Counter[str]:
    return Counter(row.departement_code for row in communes)


def keys(communes: Sequence[AnyRow]) -> list[tuple[int, int, int]]:
    """The legend of a région: (number, lowest, highest) of each class."""
    return classes(list(_by_departement(communes).values())).keys


def of_territory(place: Territory, communes: Sequence[AnyRow]) -> Picture | None:
    """The outline of the départements of a territory, and its communes as points with their names."""
    drawing = zoom(outlines(), tuple(place.departement_codes))
    if drawing is None:
        return None
    areas = tuple(Painted(one.path, one.name, "", 1) for one in drawing.areas)
    return whole(drawing, areas, _said(place, communes))._replace(marks=_marks(drawing, communes))


def _said(place: Territory, communes: Sequence[AnyRow]) -> str:
    return f"{place.title} : {_number(len(communes), FIGURES['communes'])}. La liste donne les mêmes."


def _spots(drawing: Drawing, rows: Sequence[AnyRow]) -> list[tuple[int, int]]:
    spots = (drawing.spot(row.departement_code, row.longitude, row.latitude) for row in rows)
    return [spot for spot in spots if spot]


def _marks(drawing: Drawing, communes: Sequence[AnyRow]) -> tuple[Mark, ...]:
    """The largest communes are named first."""
    known = [(row, drawing.spot(row.departement_code, row.longitude, row.latitude)) for row in communes]
    shown = sorted(
        ((row, spot) for row, spot in known if spot), key=lambda pair: (-(pair[0].population or 0), pair[0].code)
    )
    places = named(drawing, [spot for _, spot in shown], [row.name for row, _ in shown])
    return tuple(
        Mark(*spot, _told(row), url_for("directory.commune", code=f"{row.code}-{row.slug}"), row.name, place)
        for (row, spot), place in zip(shown, places, strict=True)
    )


def _told(row: AnyRow) -> str:
    if row.population is None:
        return str(row.name)
    return f"{row.name}, {french.plural(row.population, 'habitant')}"
