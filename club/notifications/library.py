"""Telling members what happens to resources: those they keep, answer for, read first. Again changes nothing."""

from flask import url_for
from sqlalchemy import String, cast, select

from club import clock, french
from club.events import Event, Listener
from club.extensions import db
from club.forum.models import Level, Watch
from club.importing import reports
from club.library import bookmarks, care, corrections, events, wishes
from club.library.corrections import Correction
from club.library.importing import queries as importing
from club.library.models import Resource, ResourceTheme
from club.library.states import LISTED, State
from club.library.wishes import Wish
from club.members import queries as members
from club.members.models import Member, Role
from club.notifications.fanout import Fact, tell
from club.paging import AnySelect


def published(event: events.ResourcePublished) -> None:
    """Those who follow one of its themes learn of it, once."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is None or resource.hidden_at is not None or resource.state not in LISTED:
        return
    themes = select(cast(ResourceTheme.term_id, String)).where(ResourceTheme.resource_id == resource.id)
    on_theme = Watch.kind == "theme", Watch.reference.in_(themes), Watch.level >= Level.FOLLOW
    followers = select(Watch.member_id).where(*on_theme)
    _tell(resource, "published", f"Nouvelle ressource : « {resource.title} »", followers, event.by_id, why="theme")


def submitted(event: events.ResourceSubmitted) -> None:
    """Who keeps the territory is asked to read it."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None and resource.state == State.REVIEW:
        keepers = select(Member.id).where(Member.id.in_(members.keepers_of(resource.departement_code)))
        title = f"À relire : « {resource.title} »"
        _tell(resource, f"review-{_today()}", title, keepers, event.by_id, why="keeper")


def given_back(event: events.ResourceGivenBack) -> None:
    """Its organisation learns what to change."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None:
        kind, title = f"back-{_today()}-{resource.version}", f"« {resource.title} » vous est rendue avant publication"
        _tell(resource, kind, title, care.owners_of(resource), event.by_id, reason=event.word)


def expired(event: events.ResourceExpired) -> None:
    """Its organisation is asked to check it."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None and resource.state == State.CHECK:
        title = f"« {resource.title} » est à vérifier"
        _tell(resource, f"expired-{event.on}", title, care.owners_of(resource), None)


def revised(event: events.ResourceRevised) -> None:
    """Those who keep it learn what changed: one line a version and a day."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None:
        kind, title = f"revised-{_today()}-{resource.version}", f"« {resource.title} » a changé"
        whom = bookmarks.keepers_of(resource.id)
        _tell(resource, kind, title, whom, event.by_id, why="kept", reason=event.note)


def error_reported(event: events.ResourceErrorReported) -> None:
    """Who answers for it reads what is wrong: one line a reader and a month."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None:
        kind = f"error-{clock.today():%y%m}-{event.by_id}"
        title = f"Une erreur est signalée dans « {resource.title} »"
        owners = care.owners_of(resource)
        _tell(resource, kind, title, owners, event.by_id, reason=event.word, anchor="fraicheur")


def co_publishers_asked(event: events.CoPublishersAsked) -> None:
    """The partners of the organisations that were named are asked whether they keep it together."""
    resource = db.session.get(Resource, event.resource_id)
    if resource is not None:
        asked = Member.role == Role.PARTNER, Member.organisation_id.in_(event.organisation_ids)
        title = f"Votre organisation est nommée dans « {resource.title} »\u202f: acceptez-vous de la tenir à jour ?"
        _tell(resource, "co-publish", title, select(Member.id).where(*asked), event.by_id, why="co-publisher")


def _today() -> str:
    return f"{clock.today():%y%m%d}"


def _tell(
    resource: Resource,
    kind: str,
    title: str,
    whom: AnySelect,
    by_id: int | None,
    *,
    why: str = "owner",
    reason: str = "",
    anchor: str | None = None,
) -> None:
    url = url_for("library.show", id=resource.id, slug=resource.slug, _anchor=anchor, _external=False)
    words = {"title": title, "url": url, "reason": reason}
    fact = Fact(kind=kind, subject_kind="resource", subject_id=resource.id, actor_id=by_id, words=words)
    tell(fact, whom, why=why, is_mailed=True)


def correction_proposed(event: events.CorrectionProposed) -> None:
    """Who answers for the resource has a difference to look at."""
    proposed = corrections.correction(event.correction_id)
    if proposed is not None:
        title = f"Une correction est proposée pour « {proposed.resource.title} »"
        _tell_correction(proposed, title, care.owners_of(proposed.resource), event.by_id, "owner", proposed.why)


def correction_settled(event: events.CorrectionSettled) -> None:
    """Its author reads the answer."""
    proposed = corrections.correction(event.correction_id)
    if proposed is not None:
        said = "est acceptée" if proposed.state == Correction.ACCEPTED else "n’est pas retenue"
        title = f"Votre correction de « {proposed.resource.title} » {said}"
        author = select(Member.id).where(Member.id == proposed.author_id)
        _tell_correction(proposed, title, author, event.by_id, "corrector", proposed.word)


def _tell_correction(proposed: Correction, title: str, whom: AnySelect, by_id: int, why: str, reason: str) -> None:
    url = url_for("library.correction", id=proposed.id, _external=False)
    words = {"title": title, "url": url, "reason": reason}
    kind = f"correction-{proposed.state}"
    fact = Fact(kind=kind, subject_kind="correction", subject_id=proposed.id, actor_id=by_id, words=words)
    tell(fact, whom, why=why, is_mailed=True)


def wish_answered(event: events.WishAnswered) -> None:
    """Who looked for it has the resource."""
    wish = wishes.wish(event.wish_id)
    if wish is not None:
        url = url_for("library.wish", id=wish.id, _external=False)
        _tell_wish(wish, "answered", f"Une ressource répond à « {wish.words} »", url, event.by_id)


def wish_closed(event: events.WishClosed) -> None:
    """Who looked for it reads why no resource will come; the page itself is for a few."""
    wish = wishes.wish(event.wish_id)
    if wish is not None:
        title = f"La demande « {wish.words} » est close"
        _tell_wish(wish, "closed", title, url_for("library.wished", _external=False), event.by_id, wish.word)


def _tell_wish(wish: Wish, kind: str, title: str, url: str, by_id: int, reason: str = "") -> None:
    words = {"title": title, "url": url, "reason": reason}
    fact = Fact(kind=f"wish-{kind}", subject_kind="wish", subject_id=wish.id, actor_id=by_id, words=words)
    tell(fact, wishes.looking_for(wish.id), why="wish", is_mailed=True)


def import_ended(event: events.ImportEnded) -> None:
    """Whoever launched it learns how it ended; who reads before publication, how many wait. Nobody is told of each."""
    run = importing.run(event.import_id)
    if run is None:
        return
    title = f"L’import de « {run.name} » est terminé"
    words = {
        "title": title,
        "url": url_for("library.imported", id=run.id, _external=False),
        "reason": reports.told(run),
    }
    fact = Fact(kind="imported", subject_kind="import", subject_id=run.id, actor_id=None, words=words)
    tell(fact, select(Member.id).where(Member.id == run.author_id))
    if event.waiting:
        waiting = french.plural(event.waiting, "ressource importée attend", "ressources importées attendent")
        title = f"{waiting} votre relecture"
        words = {"title": title, "url": url_for("library.queue", _external=False), "reason": run.organisation.name}
        fact = Fact(kind="review", subject_kind="import", subject_id=run.id, actor_id=run.author_id, words=words)
        keepers = select(Member.id).where(Member.id.in_(members.keepers_of(run.author.departement_code)))
        tell(fact, keepers, why="keeper", is_mailed=True)


LISTENERS: dict[type[Event], list[Listener]] = {
    events.ResourcePublished: [published],
    events.ResourceSubmitted: [submitted],
    events.ResourceGivenBack: [given_back],
    events.ResourceExpired: [expired],
    events.ResourceRevised: [revised],
    events.ResourceErrorReported: [error_reported],
    events.CorrectionProposed: [correction_proposed],
    events.CorrectionSettled: [correction_settled],
    events.CoPublishersAsked: [co_publishers_asked],
    events.ImportEnded: [import_ended],
    events.WishAnswered: [wish_answered],
    events.WishClosed: [wish_closed],
}
