"""The gate of every page: find the thing, ask the policy, run the view, commit the change."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask import Flask, abort, current_app, g, has_request_context, make_response, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from club.extensions import db, login
from club.policy import Action, can, is_staff_action, pending

View = Callable[..., ResponseReturnValue]
ACCESS: dict[View, Action | None] = {}
KEYS = ("id", "code")  # the part of an address that finds the thing
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Refused(Exception):
    """An operation that the state of things forbids; its text is a French sentence shown to the person."""

    code = 409


class Denied(Refused):
    """What nobody may do in this state of things, such as removing the last administrator."""

    code = 403


class Conflict(Refused):
    """Somebody changed the thing meanwhile; `theirs` is the stored text, `mine` what was typed."""

    def __init__(self, theirs: str, mine: str, sentence: str = "") -> None:
        super().__init__(sentence or "Quelqu’un a modifié ce texte pendant que vous écriviez. Voici les deux versions.")
        self.theirs = theirs
        self.mine = mine


class Visitor:
    """Nobody in particular."""

    id = None
    role = status = ""
    organisation_id = None
    scope_departements: tuple[str, ...] = ()
    is_active = is_authenticated = is_staff = is_project_leader = False
    is_anonymous = True
    first_name = last_name = slug = ""
    photo_id = commune_code = departement_code = forum_read_at = None
    welcome_step = 0
    mail_failed_at = None
    zone = "Europe/Paris"


class Me(NamedTuple):
    """Whoever looks, as plain values: what every page says of them, and what the policy asks."""

    id: int | None
    role: str
    status: str
    organisation_id: int | None
    scope_departements: tuple[str, ...]
    is_project_leader: bool
    is_active: bool
    first_name: str = ""
    last_name: str = ""
    slug: str = ""
    photo_id: int | None = None
    commune_code: str | None = None
    departement_code: str | None = None
    forum_read_at: datetime | None = None
    welcome_step: int = 0
    mail_failed_at: datetime | None = None
    moderates: bool = False
    administers: bool = False
    unread: int | None = None  # notifications; None when they were not counted on the way

    @property
    def member_id(self) -> int:
        """The id, on pages from which visitors are turned away."""
        assert self.id is not None
        return self.id


def as_visitor() -> None:
    """For the rest of this request nobody is signed in: the base, which knows who is, does not answer."""
    g.reader = _me(Visitor)
    login._update_request_context_with_user()  # Flask-Login has no public way to say so


SHOWN = (
    *("first_name", "last_name", "slug", "photo_id"),
    *("commune_code", "departement_code", "forum_read_at", "welcome_step", "mail_failed_at"),
)


class Part:
    """A part of a thing, judged as the whole is: `Part(resource, file=file)` answers the policy as the resource."""

    def __init__(self, whole: Any, **own: Any) -> None:
        self.whole = whole
        self.__dict__.update(own)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.whole, name)


def me() -> Me:
    """Whoever asks for this page; made once a request, for the policy is asked many times a page."""
    if has_request_context() and request.method == "GET":  # it changes nothing: a narrow row says it all
        return _reader()
    viewer = current_user._get_current_object()
    known: tuple[Any, Me] = g.get("me", (None, None))
    if known[0] is not viewer:
        g.me = known = (viewer, _me(viewer))
        if viewer.id is not None:  # a mail written by the worker has a reader, not a viewer
            g.zone = ZoneInfo(viewer.zone)
    return known[1]


def _reader() -> Me:
    if "reader" not in g:
        token = session.get("_user_id")
        found = current_app.extensions["reader_of"](token) if token else None
        g.reader = _me(found)._replace(unread=found.unread) if found else _me(Visitor)
        if found:
            g.zone = ZoneInfo(found.zone)
    reader: Me = g.reader
    return reader


def _me(viewer: Any) -> Me:
    scope = tuple(viewer.scope_departements)
    own = viewer.id, viewer.role, viewer.status, viewer.organisation_id, scope, viewer.is_project_leader
    who = Me(*own, is_active=viewer.status == "active")
    shown = {name: getattr(viewer, name) for name in SHOWN}
    return who._replace(
        **shown,
        moderates=can(who, Action.MODERATION_QUEUE),
        administers=can(who, Action.ADMIN_HOME),
    )


login.anonymous_user = Visitor


def guard(action: Action, load: Callable[[Any], Any] | None = None) -> Callable[[View], View]:
    """Let the view run if the policy allows `action`, on the thing that `load` finds from the address."""

    def wrap(view: View) -> View:
        @wraps(view)
        def page(**url: Any) -> ResponseReturnValue:
            found = [load(url.pop(next(key for key in KEYS if key in url)))] if load else []
            viewer = me()
            if found and (found[0] is None or not can(viewer, action.read, found[0])):
                return turn_away(action, 403 if found[0] is not None and is_staff_action(action) else 404)
            if not can(viewer, action, *found):
                return turn_away(action, 403)
            return _committed(view(*found, **url))

        ACCESS[page] = action
        return page

    return wrap


def open_to_all(view: View) -> View:
    """Declare a page that anybody may see; like a guarded one it commits what a POST did."""

    @wraps(view)
    def page(**url: Any) -> ResponseReturnValue:
        return _committed(view(**url))

    ACCESS[page] = None
    return page


def turn_away(action: Action, code: int) -> ResponseReturnValue:
    """Visitors sign in, so a link in an e-mail works and nothing leaks; who waits is told so."""
    if current_user.is_anonymous:
        return unauthorized()
    if is_staff_action(action) and not current_user.is_staff:
        return abort(403)
    if pending(current_user, None) and not is_staff_action(action) and action is not Action.ACCOUNT_REGISTER:
        return redirect(url_for("members.waiting"))
    return abort(code)


def unauthorized() -> ResponseReturnValue:
    """Send a visitor to the sign-in page and back afterwards; scripts get a plain 401."""
    if request.accept_mimetypes.best == "application/json":
        return make_response({"error": "Connectez-vous."}, 401)
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("members.sign_in", suite=back))


login.unauthorized_handler(unauthorized)


def refuse_unguarded(app: Flask) -> None:
    """Stop the start-up when a page declares no access."""
    bare = [name for name, view in app.view_functions.items() if view not in ACCESS and name != "static"]
    if bare:
        raise RuntimeError(f"pages without @guard or @open_to_all: {bare}")


def _committed(answer: ResponseReturnValue) -> ResponseReturnValue:
    if request.method in CHANGING:
        db.session.commit()
    return answer
