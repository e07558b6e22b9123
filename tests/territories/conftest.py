"""A small France: three départements, a merger, an island, one name twice."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from club.territories import imports
from club.territories.models import Commune

REGIONS = """code,nom,code_insee_chef_lieu,zone
01,Guadeloupe,97105,drom
24,Centre-Val de Loire,45234,metro
84,Auvergne-Rhône-Alpes,69123,metro
94,Corse,2A004,metro
"""
DEPARTEMENTS = """code,nom,code_region,code_insee_chef_lieu,zone
01,Ain,84,01053,metro
21,Côte-d'Or,24,21231,metro
19,Corrèze,24,19272,metro
2B,Haute-Corse,94,2B033,metro
2A,Corse-du-Sud,94,2A004,metro
36,Indre,24,36044,metro
971,Guadeloupe,01,97105,drom
"""
EPCI = """siren,nom,type,mode_financement,population_totale,population_municipale,nb_communes
243600293,CC Levroux Boischaut Champagne,CC,FPU,1,1,1
243600327,CA Châteauroux Métropole,CA,FPU,1,1,1
"""
COMMUNES = """\
code_insee,nom,code_departement,code_region,code_arrondissement,population,siren,siren_epci,codes_postaux,zone
01033,Valserhône,01,84,012,16712,210100330,,01200|01325,metro
01344,Saint-Denis-en-Bugey,01,84,011,2254,210103446,,01500,metro
2A004,Ajaccio,2A,94,2A1,72000,212000046,,20000,metro
36018,Le Blanc,36,24,361,6164,213600182,,36300,metro
36044,Châteauroux,36,24,362,43122,213600448,243600327,36000,metro
36063,Déols,36,24,362,7600,213600638,243600327,36130,metro
36069,Œuvres,36,24,362,,213600695,243600293,,metro
36093,Levroux,36,24,362,2797,200082204,243600293,36110,metro
36094,L'Haÿ-sur-Indre,36,24,362,120,213600943,243600293,36110,metro
36192,Saint-Gaultier,36,24,361,1701,213601925,,36800,metro
36208,Sainte-Sévère-sur-Indre,36,24,363,778,213602089,,36160,metro
36228,Valençay,36,24,362,2228,213602287,,36600,metro
97105,Basse-Terre,971,01,9711,9800,219711058,,97100,drom
"""
FORMER = """code_insee,nom,type,code_insee_chef_lieu,code_departement
01033,Bellegarde-sur-Valserine,commune-deleguee,01033,01
01091,Châtillon-en-Michaille,commune-deleguee,01033,01
36206,Saint-Martin-de-Lamps,commune-deleguee,36093,36
"""
INDRE = """code_insee,nom,longitude,latitude
36063,Déols,1.7043,46.8293
36093,Levroux,1.6124,46.9786
36228,Valençay,1.5685,47.1621
"""
LISTS = {
    "regions": REGIONS,
    "departements": DEPARTEMENTS,
    "epci": EPCI,
    "communes": COMMUNES,
    "communes_historiques": FORMER,
    "pvd_indre": INDRE,
}
Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The lists as they ship; `folder(communes=…)` replaces one."""

    def written(**changed: str) -> Path:
        for name, text in (LISTS | changed).items():
            (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
        return tmp_path

    return written


@pytest.fixture
def france(db: object, folder: Folder) -> imports.Report:
    """The small France, imported."""
    return imports.import_territories(folder=folder())


@pytest.fixture
def make_commune(db: Any) -> Callable[..., Commune]:
    """One more commune of the Indre."""

    def added(code: str, name: str, **more: Any) -> Commune:
        commune = Commune(code=code, name=name, departement_code="36", region_code="24", **more)
        db.session.add(commune)
        db.session.flush()
        return commune

    return added
