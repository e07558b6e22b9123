"""Measure the search for the twins of all the communes of the programme, 1,646 against 1,646, themes included.

usage: python -m tests.benchmarks.twins [--postgresql URL]
"""

import argparse
import tempfile
import time
from pathlib import Path

from sqlalchemy import func, select

from club import jobs
from club.communes.twinning import twin_all
from club.communes.twins import CommuneTwin
from club.extensions import db
from club.territories.models import ProgrammeCommune
from tests.benchmarks import people
from tests.benchmarks.paired import prepare

MEMBERS, MOST = 5_000, 30  # seconds


def main() -> None:
    """Once for nothing known, once more when nothing has changed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", help="a server where a database may be made")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="club-bench-") as scratch:
        app, _ = prepare(people.fill, Path(scratch), MEMBERS, options.postgresql, 0)
        with jobs.background(app):
            for what in ("Tout chercher", "Tout chercher à nouveau"):
                start, processor = time.perf_counter(), time.process_time()
                changed = twin_all()
                wall, spent = time.perf_counter() - start, time.process_time() - processor
                said = "atteint" if wall <= MOST else "manqué"
                print(f"{what:<26} {wall:5.1f} s, {spent:5.1f} s de processeur {said}, {changed} communes écrites")
            communes = db.session.scalar(select(func.count()).select_from(ProgrammeCommune))
            kept = db.session.scalar(select(func.count()).select_from(CommuneTwin))
            print(f"{communes} communes, {kept} jumelles gardées")


if __name__ == "__main__":
    main()
