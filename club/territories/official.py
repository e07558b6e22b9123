"""The official lists that ship with the product, read as the rows of our tables."""

import csv
import gzip
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from club.territories import names

DATA = Path(__file__).parent / "data"
Row = dict[str, Any]


@dataclass(frozen=True)
class Official:
    """The content of the lists, ready to be written."""

    regions: list[Row] = field(default_factory=list)
    departements: list[Row] = field(default_factory=list)
    epcis: list[Row] = field(default_factory=list)
    communes: list[Row] = field(default_factory=list)
    former: list[Row] = field(default_factory=list)
    programme: list[Row] = field(default_factory=list)


def read(folder: Path = DATA) -> Official:
    """Read the six lists of a folder (.csv.gz)."""
    return Official(
        regions=[_region(row) for row in _rows(folder, "regions")],
        departements=[_departement(row) for row in _rows(folder, "departements")],
        epcis=[_epci(row) for row in _rows(folder, "epci")],
        communes=[_commune(row) for row in _rows(folder, "communes")],
        former=[_former(row) for row in _rows(folder, "communes_historiques")],
        programme=[_programme(row) for row in _rows(folder, "pvd_indre")],
    )


def _rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    text = gzip.decompress((folder / f"{name}.csv.gz").read_bytes()).decode("utf-8-sig")
    yield from csv.DictReader(io.StringIO(text))


def _region(row: dict[str, str]) -> Row:
    return {"code": row["code"], "name": row["nom"], "zone": row["zone"]}


def _departement(row: dict[str, str]) -> Row:
    return {
        "code": row["code"],
        "name": row["nom"],
        "region_code": row["code_region"],
        "zone": row["zone"],
        "position": names.position(row["code"]),
    }


def _epci(row: dict[str, str]) -> Row:
    return {"siren": row["siren"], "name": row["nom"], "kind": row["type"]}


def _commune(row: dict[str, str]) -> Row:
    name = row["nom"]
    return {
        "code": row["code_insee"],
        "name": name,
        "key": names.key(name),
        "sort_key": names.sort_key(name),
        "slug": names.slug(name),
        "departement_code": row["code_departement"],
        "region_code": row["code_region"],
        "epci_siren": row["siren_epci"] or None,
        "population": int(row["population"]) if row["population"] else None,
        "siren": row["siren"] or None,
        "postcodes": row["codes_postaux"],
        "is_former": False,
        "merged_into_code": None,
    }


def _former(row: dict[str, str]) -> Row:
    return {
        "code": row["code_insee"],
        "name": row["nom"],
        "key": names.key(row["nom"]),
        "kind": row["type"],
        "commune_code": row["code_insee_chef_lieu"],
    }


def _programme(row: dict[str, str]) -> Row:
    return {
        "commune_code": row["code_insee"],
        "label": row["nom"],
        "longitude": float(row["longitude"]),
        "latitude": float(row["latitude"]),
    }
