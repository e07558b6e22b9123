"""Who listens to what, and what every template knows: the only file that knows every feature."""

from types import SimpleNamespace
from typing import Any

from flask import Flask, current_app
from flask_login import current_user

from club.notifications import queries as notified
from club.config import Settings
from club.events import AT_ONCE, LATER
from club.extensions import login
from club.members import sessions
from club.policy import Action, can


def connect(app: Flask) -> None:
    """Join the features: listeners, the user loader, the words of every template."""
    _listen()
    login.user_loader(sessions.member_of)
    app.context_processor(template_words)


def _listen() -> None:
    AT_ONCE.clear()
    LATER.clear()


def template_words() -> dict[str, Any]:
    """What every template may use beside its own context."""
    settings: Settings = current_app.config["CLUB"]
    site = SimpleNamespace(
        name=settings.site_name,
        theme=settings.theme,
        state_mark=settings.state_mark.split("|"),
        base_url=settings.base_url,
        contact_email=settings.contact_email,
        is_demo=settings.demo == "on",
        source_url=settings.source_url,
    )
    return {
        "can": lambda action, thing=None: can(current_user, action, thing),
        "Action": Action,
        "site": site,
        "bell_count": notified.unread_count(current_user.id) if current_user.is_active else 0,
    }
