"""What every answer has: security headers, error pages, template words; what every request is spared."""

import secrets
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, make_response, render_template, request, session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_compress import Compress
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, generate_csrf
from jinja2 import StrictUndefined
from jinja2 import Template as JinjaTemplate
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter
from wtforms.meta import DefaultMeta

from club import fragments, french, statics, text, workdays
from club.access import Conflict, Refused, as_visitor
from club.config import Settings
from club.extensions import db
from club.spooling import Spooled

ERRORS = (400, 403, 404, 405, 409, 413, 429, 500, 503)
FORM_WORDS = french.FormWords()
MAX_FORM = 2_000_000  # bytes of typed text in one form
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Site(Flask):
    """Flask, spared what the club never has: a view that is a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class Cookie(SecureCookieSessionInterface):
    """The signed cookie of a browser; what signs it is made once, not for each page."""

    @cached_property
    def _signer(self) -> Any:
        return super().get_signing_serializer(current_app)

    def get_signing_serializer(self, app: Flask) -> Any:
        return self._signer


class SmallInteger(IntegerConverter):
    """An id in an address: what no database could hold is a page that does not exist."""

    def __init__(self, map: Any, **options: Any) -> None:
        super().__init__(map, max=2**31 - 1, **options)


class CommuneCode(BaseConverter):
    """An INSEE code in an address, with or without the name behind it: `36093` or `36093-levroux`."""

    regex = r"[0-9][0-9AB][0-9]{3}(?:-[a-z0-9-]*)?"

    def to_python(self, value: str) -> str:
        return value[:5]


class PlaceCode(BaseConverter):
    """The official code of a territory in an address, with or without its name: `36-indre`, `200082204-cc-…`."""

    regex = r"[0-9][0-9AB][0-9]{0,7}(?:-[a-z0-9-]*)?"


class Request(Spooled):
    """Typed text as the club wants it: no NUL character (PostgreSQL refuses it), no lone surrogate."""

    max_form_memory_size = MAX_FORM

    @property
    def args(self) -> ImmutableMultiDict[str, str]:
        if "club_args" not in self.__dict__:
            self.__dict__["club_args"] = _cleaned(super().args)
        cleaned: ImmutableMultiDict[str, str] = self.__dict__["club_args"]
        return cleaned

    @property
    def form(self) -> ImmutableMultiDict[str, str]:
        if "club_form" not in self.__dict__:
            self.__dict__["club_form"] = _cleaned(super().form)
        cleaned: ImmutableMultiDict[str, str] = self.__dict__["club_form"]
        return cleaned


class Typography(Extension):
    """What templates say is written with plain spaces, and read with those of French."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return french.unbroken(source)


class Template(JinjaTemplate):
    """A template whose macros are made once: all share the words of the environment, so nothing is to be compared."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return self._module or super()._get_default_module()


def _cleaned(values: Any) -> ImmutableMultiDict[str, str]:
    return ImmutableMultiDict([(_clean(key), _clean(value)) for key, value in values.items(multi=True)])


def _clean(text: str) -> str:
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its manners."""
    app.request_class = Request
    app.session_interface = Cookie()
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.template_class = Template
    app.jinja_env.add_extension("jinja2.ext.do")
    app.jinja_env.add_extension(Typography)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters.update(int=SmallInteger, commune=CommuneCode, place=PlaceCode)
    DefaultMeta.locales = ("fr",)  # the messages of WTForms itself, such as the one of a forged choice
    app.config["WTF_I18N_ENABLED"] = False
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_mb * 1_000_000 * 5 + MAX_FORM
    app.config["MAX_FORM_MEMORY_SIZE"] = MAX_FORM
    app.config.update(COMPRESS_MIMETYPES=["text/html"], COMPRESS_LEVEL=4, COMPRESS_ALGORITHM=["gzip"])
    Compress(app)
    app.after_request(_secure)
    FlaskForm.Meta.get_translations = lambda meta, form: FORM_WORDS
    _add_words(app)
    _add_error_pages(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]


def nonce() -> str:
    """The word that lets this answer's own scripts run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    return str(g.nonce)


def token() -> str:
    """The token of the forms of this page."""
    if "token" not in g:
        if "csrf_token" not in session:
            generate_csrf()
        g.token = _signed(session["csrf_token"])
    return str(g.token)


@lru_cache(maxsize=1024)
def _signed(raw: str) -> str:
    """The token of a session, signed once for all its pages: it lives as long as the session does."""
    return str(generate_csrf())


def content_security_policy() -> str:
    """Nothing by default; our own files; scripts only with the nonce of this answer."""
    return (
        f"default-src 'none'; script-src 'nonce-{nonce()}' 'strict-dynamic'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "manifest-src 'self'"
    )


def _secure(answer: Response) -> Response:
    settings: Settings = current_app.config["CLUB"]
    known = {name.lower() for name, _ in answer.headers}
    wanted = HEADERS | {"Content-Security-Policy": content_security_policy()}
    if settings.is_production:
        wanted["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    wanted["Cache-Control"] = "private, no-store" if "vary" in known else "no-cache"
    for name, value in wanted.items():
        if name.lower() not in known:
            answer.headers.add(name, value)
    return answer


def _add_words(app: Flask) -> None:
    app.jinja_env.globals.update(
        url_for=fragments.address,
        kept=fragments.kept,
        kept_all=fragments.kept_all,
        control=fragments.control,
        csp_nonce=nonce,
        csrf_token=token,
        static_url=statics.url,
        icon=statics.icon,
        extras=fragments.field_extras,
    )
    app.jinja_env.filters.update(
        moment=french.moment,
        fulldate=french.fulldate,
        day=french.day,
        number=french.number,
        euros=french.euros,
        filesize=french.filesize,
        plural=french.plural,
        waited=workdays.waited,
        excerpt=lambda html, length: text.excerpt(text.plain(html), length),
        listed=french.listed,
        capital=french.capital,
        small=french.small,
        unbroken=french.unbroken,
    )


def _add_error_pages(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(IntegrityError, _meanwhile)
    app.register_error_handler(OperationalError, _busy)
    app.register_error_handler(DBAPIError, _database_error)


def error_page(code: int, sentence: str = "", **more: Any) -> ResponseReturnValue:
    """The page of an error; a text that was being written is given back on it."""
    db.session.rollback()
    if request.accept_mimetypes.best == "application/json":
        return make_response({"error": sentence or str(code)}, code)
    template = f"errors/{code}.html" if code in ERRORS else "errors/400.html"
    page = render_template(template, sentence=sentence, typed=_typed(code), **more)
    answer = make_response(page, code)
    if code == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _typed(code: int) -> list[str]:
    """The long texts of the refused form (a password is never among them)."""
    if code == 413 or request.method != "POST":
        return []
    return [text for name, text in request.form.items() if len(text) >= 20 and not _is_secret(name)]


def _is_secret(name: str) -> bool:
    return name in {"csrf_token", "submission", "token", "suite"} or "password" in name


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error
    return error_page(error.code or 500)


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    return error_page(400, "La page était restée ouverte trop longtemps. Rien n’a été enregistré : recommencez.")


def _refused(error: Refused) -> ResponseReturnValue:
    texts = {"theirs": error.theirs, "mine": error.mine} if isinstance(error, Conflict) else {}
    return error_page(error.code, str(error), conflict=texts or None)


def _meanwhile(error: IntegrityError) -> ResponseReturnValue:
    current_app.logger.warning("constraint refused a write: %s", error.orig)
    return error_page(409, "Quelqu’un a enregistré la même chose au même moment. Rechargez la page puis recommencez.")


def _busy(error: OperationalError) -> ResponseReturnValue:
    current_app.logger.error("database unavailable: %s", error.orig)
    as_visitor()
    return error_page(503)


def _database_error(error: DBAPIError) -> ResponseReturnValue:
    current_app.logger.exception("database error")
    return error_page(500)
