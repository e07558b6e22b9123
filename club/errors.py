"""The page of each error: what happened in one sentence, the text that was being written, ways to go on."""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from club.access import Conflict, Refused, as_visitor
from club.extensions import db

ERRORS = (400, 403, 404, 405, 409, 413, 429, 500, 503)


def init_app(app: Flask) -> None:
    """Answer every error with a page of the club."""
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
    if isinstance(error, Conflict):
        return error_page(error.code, str(error), conflict={"theirs": error.theirs, "mine": error.mine})
    return error_page(error.code, str(error), refused_from=_page_before())


def _page_before() -> str:
    """The page of ours that the refused gesture came from, if the browser says which."""
    before = urlsplit(request.referrer or "")
    is_ours = before.netloc == request.host and before.path.startswith("/") and not before.path.startswith("//")
    return f"{before.path}?{before.query}".rstrip("?") if is_ours else ""


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
