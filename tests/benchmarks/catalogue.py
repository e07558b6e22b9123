"""Measure the import of a catalogue of 5,000 lines by the real worker: the dry run, the writing, the same file again.

usage: python -m tests.benchmarks.catalogue [--postgresql URL]
"""

import argparse
import csv
import io
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from flask import Flask
from sqlalchemy import select

from club import create_app, preparing
from club.config import read
from club.extensions import db
from club.importing.models import Phase
from club.jobs import background
from club.library.importing import operations
from club.library.importing.models import CatalogueImport
from club.members.models import Member, Organisation
from club.vocabulary.models import Term, TermKind
from tests.benchmarks import prose, site

LINES, MOST = 5_000, 30.0  # seconds
HEAD = ("identifiant", "titre", "type", "resume", "texte", "themes", "territoires", "adresse")
PLACES = ("France entière", "Indre (36)", "Centre-Val de Loire", "Levroux (36)")


def catalogue() -> bytes:
    """A table as a partner's software exports it."""
    dice, bodies, out = random.Random(2026), prose.bodies(200), io.StringIO()
    writer = csv.writer(out, delimiter=";")
    writer.writerow(HEAD)
    for number in range(1, LINES + 1):
        told = dice.choice(bodies).source
        title, address = f"{prose.title(dice)} {number}"[:140], f"https://catalogue.example/fiches/{number}"
        words = ("Guide", told[:200], told, "Commerce et artisanat", dice.choice(PLACES), address)
        writer.writerow([f"F-{number}", title, *words])
    return out.getvalue().encode()


def prepared(settings: dict[str, str]) -> Flask:
    """A club with an organisation and its administrator."""
    app = create_app(read(settings))
    with app.app_context():
        preparing.prepare()
        kind = db.session.scalars(select(Term).where(Term.kind == TermKind.PARTNER_TYPE)).first()
        assert kind is not None
        db.session.add(Organisation(id=1, name="Organisation", slug="organisation", type_id=kind.id))
        who = {"email": "ana@essai.example", "first_name": "Ana", "last_name": "Petit", "slug": "ana-petit"}
        db.session.add(Member(id=1, role="administrator", status="active", **who))
        db.session.commit()
    return app


@contextmanager
def worker(settings: dict[str, str]) -> Iterator[psutil.Process]:
    """The worker as `club work` starts it."""
    command = [sys.executable, "-m", "club", "work"]
    with subprocess.Popen(command, env=os.environ | settings, cwd=site.ROOT) as process:
        try:
            yield psutil.Process(process.pid)
        finally:
            process.terminate()


def sent(app: Flask, content: bytes) -> int:
    """A new import of this document, handed to the worker; its id."""
    with background(app):
        kind = db.session.scalar(select(Term.id).where(Term.kind == TermKind.RESOURCE_TYPE, Term.slug == "guide"))
        wanted = operations.Wanted(kind="csv", name="catalogue.csv", is_published=True, type_id=kind or 0)
        organisation, by = db.session.get_one(Organisation, 1), db.session.get_one(Member, 1)
        run = operations.begin(organisation, content, wanted, by=by)
        db.session.commit()
        return int(run.id)


def launch(app: Flask, id: int) -> None:
    with background(app):
        operations.launch(db.session.get_one(CatalogueImport, id), by=db.session.get_one(Member, 1))
        db.session.commit()


def reached(app: Flask, id: int, phase: Phase) -> dict[str, int]:
    """Wait until the worker is there; how many lines had each outcome."""
    while True:
        with background(app):
            run = db.session.get_one(CatalogueImport, id)
            if run.halted:
                raise SystemExit(run.halted_word)
            if run.phase == phase:
                return run.counts
            db.session.rollback()
        time.sleep(0.1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgresql", help="a server where a database may be made")
    server = parser.parse_args().postgresql
    if server:
        site._new_database(server, "club_bench_catalogue")
    content = catalogue()
    with tempfile.TemporaryDirectory(prefix="club-bench-") as folder:
        database = f"{server.rpartition('/')[0]}/club_bench_catalogue" if server else None
        settings = site.surroundings(Path(folder), database)
        app = prepared(settings)
        with worker(settings) as process:
            for name in ("Première fois", "Le même document"):
                began, before = time.perf_counter(), process.cpu_times().user
                id = sent(app, content)
                reached(app, id, Phase.CHECKED)
                tried = time.perf_counter() - began
                launch(app, id)
                counts = reached(app, id, Phase.DONE)
                took, computed = time.perf_counter() - began, process.cpu_times().user - before
                said = "atteint" if took <= MOST else "manqué"
                whole = f"{took:.1f} s dont {computed:.1f} de calcul, {said}"
                print(f"{name} : essai {tried:.1f} s, en tout {whole} ; {counts}")


if __name__ == "__main__":
    main()
