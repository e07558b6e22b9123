"""Prepare a base: tables, vocabulary, territories, and the demonstration club if wanted."""

import click

from club import demo, jobs, schema, upkeep
from club.communes.twinning import twin_all
from club.extensions import db
from club.progress import bar
from club.territories import imports
from club.vocabulary import operations as vocabulary


def prepare() -> None:
    """Bring the base up to date; what stands already is left as it is."""
    schema.upgrade()
    vocabulary.seed()
    db.session.commit()
    with bar("Territoires") as progress:
        report = imports.import_territories(progress=progress)
    if report.changed_rows:
        jobs.after_commit(twin_all.__name__)
    db.session.commit()
    upkeep.know_sizes()
    click.echo("\n".join(["Base prête.", *report.lines()]))


def seed_demo() -> None:
    """Fill an empty base with the demonstration club, and print its accounts."""
    with bar("Démonstration") as progress:
        done = demo.seed(progress=progress)
    upkeep.know_sizes()
    click.echo("Le club de démonstration est prêt." if done else "La base contient déjà des membres : rien n’a changé.")
    click.echo(demo.accounts())
