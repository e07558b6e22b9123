"""The commands of the club: `club …`, and `flask club …` in a development shell."""

import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from club import config, create_app, documents, events, french, jobs, mail, serving
from club.access import Refused
from club.communes.twinning import twin_all
from club.extensions import db
from club.members import operations as members
from club.notifications import alerts, digest, rhythm
from club.progress import bar
from club.search import rebuild
from club.territories import imports


class Site(click.Group):
    """Commands that run inside the site; what goes wrong is one line on stderr."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (config.WrongSetting, Refused) as error:
            raise click.ClickException(str(error)) from error
        except OperationalError as error:
            why = str(error.orig).partition("\n")[0]
            raise click.ClickException(f"La base ne répond pas, ou n’est pas prête (« club init ») : {why}") from error


@click.group(cls=Site)
@click.pass_context
def club(context: click.Context) -> None:
    """Le Club : les commandes de la plateforme."""
    if context.find_object(Flask) is None and not context.resilient_parsing:
        app = create_app()
        context.obj = app
        context.with_resource(jobs.background(app))


def main() -> None:
    """The console command."""
    try:
        club(standalone_mode=True)
    except config.WrongSetting as error:
        click.echo(f"Erreur : {error}", err=True)
        sys.exit(1)


def _preparing() -> Any:
    """What prepares a base, read only when asked for: its libraries would double the time `club run` takes to start."""
    return import_module("club.preparing")


@club.command()
def init() -> None:
    """Prépare la base : tables, vocabulaire, territoires."""
    _preparing().prepare()


@club.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse d’écoute.")
@click.option("--port", type=int, help="Port ; par défaut CLUB_PORT.")
@click.option("--with-demo", is_flag=True, help="Prépare d’abord la base et le club de démonstration.")
def run(host: str, port: int | None, with_demo: bool) -> None:
    """Sert le site : serveur web et travail de fond ensemble. Ctrl-C arrête les deux."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    settings = app.config["CLUB"]
    if with_demo:
        _preparing().prepare()
        _preparing().seed_demo()
    db.session.remove()
    db.engine.dispose()  # the processes that follow open their own connections
    app.extensions["jobs"].close()
    sys.exit(serving.run(app, settings, host=host, port=port or settings.port))


@club.command()
def work() -> None:
    """Fait le travail de fond : notifications, courriels, entretien."""
    jobs.work(current_app._get_current_object())  # type: ignore[attr-defined]


@club.command(name="mails")
def write_mails() -> None:
    """Écrit et envoie sans attendre les courriels qui attendent leur heure, lettre de la semaine comprise."""
    events.sweep()
    written = rhythm.write_soon(at_once=True) + rhythm.write_daily(at_once=True)
    written += alerts.write_alerts(at_once=True)
    written += digest.write_digests(at_once=True)
    mail.deliver_due()
    click.echo(f"{french.plural(written, 'courriel écrit', 'courriels écrits')}.")


@club.command(name="demo")
def seed_demo() -> None:
    """Remplit une base vide avec le club de démonstration et affiche ses comptes."""
    _preparing().seed_demo()


@club.command()
@click.option("--email", prompt="Adresse de courriel")
@click.option("--first-name", prompt="Prénom")
@click.option("--last-name", prompt="Nom")
@click.password_option(prompt="Mot de passe (16 caractères au moins)", confirmation_prompt="Encore une fois")
def create_admin(email: str, first_name: str, last_name: str, password: str) -> None:
    """Crée un compte d’administration."""
    member = members.create_administrator(email=email, first_name=first_name, last_name=last_name, password=password)
    db.session.commit()
    click.echo(f"Compte d’administration créé : {member.email}")


@club.command()
def import_territories() -> None:
    """Met à jour régions, départements, EPCI et communes depuis les données livrées."""
    with bar("Territoires") as progress:
        report = imports.import_territories(progress=progress)
    jobs.after_commit(twin_all.__name__)
    db.session.commit()
    click.echo("\n".join(report.lines()))


@club.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_programme(file: Path) -> None:
    """Importe la liste officielle des communes du programme."""
    with bar("Programme") as progress:
        report = imports.import_programme(file, progress=progress)
    jobs.after_commit(twin_all.__name__)
    db.session.commit()
    click.echo("\n".join(report.lines()))


@club.command()
def reindex() -> None:
    """Refait l’index de recherche."""
    with bar("Recherche") as progress:
        count = rebuild.reindex(progress=progress)
    click.echo(f"{count} fiches dans l’index.")


@club.command(name="twins")
def find_twins() -> None:
    """Cherche maintenant les communes jumelles, ce que le travail de fond fait chaque nuit."""
    start = time.process_time()
    changed = twin_all()
    spent = french.number(round(time.process_time() - start, 1))
    click.echo(f"{french.plural(changed, 'commune')} à jour, {spent} s de processeur.")


@club.command()
def policy() -> None:
    """Affiche qui peut faire quoi (docs/permissions.md)."""
    click.echo(documents.permissions(), nl=False)


@club.command()
def settings() -> None:
    """Affiche les réglages (docs/settings.md)."""
    click.echo(documents.settings(), nl=False)
