"""What every answer has: security headers, template words; what every request is spared."""

import secrets
from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, Response, current_app, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_compress import Compress
from flask_wtf import FlaskForm
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from jinja2 import Template as JinjaTemplate
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import BaseConverter, IntegerConverter
from wtforms.meta import DefaultMeta

from club import errors, fragments, french, statics, text, workdays
from club.config import Settings
from club.spooling import Spooled

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
    """What can be stored; an end of line is one character, as it was for who typed it."""
    return text.replace("\0", "").replace("\r\n", "\n").encode("utf-8", "replace").decode()


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
    FlaskForm.Meta.render_field = _uncut
    _add_words(app)
    errors.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]


def _uncut(meta: Any, field: Any, render_kw: dict[str, Any]) -> Any:
    """A control without its limit: the browser would cut what is pasted without a word, our sentence tells it."""
    return DefaultMeta.render_field(meta, field, {"maxlength": False} | render_kw)


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
        dialled=french.dialled,
        of=french.of,
        to=french.to,
    )
