"""Le Club: the members' platform of the programme « Petites villes de demain »."""
# ruff: noqa: E402 (the collector must rest before the first import, not after the last one)

import gc

gc.disable()  # reading the code makes much and drops next to nothing: looking for it takes a tenth of the start

from datetime import timedelta
from urllib.parse import urlsplit

from flask import Flask

from club import (
    access,
    admin,
    arriving,
    atlas,
    collections,
    config,
    directory,
    drafts,
    experiences,
    forum,
    funding,
    handover,
    helping,
    home,
    inquiries,
    jobs,
    library,
    limits,
    members,
    moderation,
    notifications,
    places,
    reach,
    statics,
    web,
    wiring,
)
from club.extensions import csrf, db, login
from club.territories import outlines

gc.enable()
gc.freeze()  # nor is it looked through later, which would take most of the time that a short command needs

__version__ = "0.1.0"

FEATURES = (
    *(home, members, drafts, arriving, forum, experiences, library, funding, collections, helping),
    *(directory, atlas, handover, inquiries, reach, moderation, notifications, admin),
)


def create_app(settings: config.Settings | None = None) -> Flask:
    """The site, ready to serve; raises WrongSetting when a setting cannot be used."""
    settings = settings or config.read()
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = web.Site(
        "club",
        template_folder=str(places.TEMPLATES),
        static_folder=None,
        instance_path=str(settings.instance),
    )
    _configure(app, settings)
    for extension in (db, csrf):
        extension.init_app(app)
    login.init_app(app, add_context_processor=False)  # it would read the whole account for each page
    for tool in (web, statics, limits, jobs, outlines):
        tool.init_app(app, settings)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    wiring.connect(app)
    access.refuse_unguarded(app)
    return app


def _configure(app: Flask, settings: config.Settings) -> None:
    secure = settings.is_production
    public = urlsplit(settings.base_url)
    app.config.update(
        SERVER_NAME=public.netloc,  # for addresses built outside a request; it restricts no request
        PREFERRED_URL_SCHEME=public.scheme,
        CLUB=settings,
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings),
        SESSION_COOKIE_NAME="__Host-club" if secure else "club",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as the session: a long text is never refused
        TESTING=settings.env == "test",
    )


def _engine_options(settings: config.Settings) -> dict[str, object]:
    if settings.database_url.startswith("sqlite"):
        # A connection learns the sizes of the tables (club/upkeep.py) when it opens.
        return {"connect_args": {"timeout": 10}, "pool_recycle": 3600}
    return {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 5, "connect_args": {"connect_timeout": 5}}
