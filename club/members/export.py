"""What the club knows of a member, for that member (RGPD, articles 15 and 20)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from club.members import sessions
from club.members.models import Member

FIELDS = (
    "email", "first_name", "last_name", "role", "status", "bio",
    "help_offer", "phone", "is_phone_shown", "is_email_shown", "is_bio_shown", "is_listed",
    "request_message", "created_at", "confirmed_at", "admitted_at", "first_seen_at",
    "seen_at", "timezone", "daily_hour", "mail_failed_at",
)  # fmt: skip
PARTS: dict[str, Callable[[Member], Any]] = {}  # what the other features know, joined at the start (wiring)


def of_member(member: Member) -> dict[str, Any]:
    """Plain values only, ready for JSON; `member` comes with its communes, themes and those it helps on."""
    told = {name: _plain(getattr(member, name)) for name in FIELDS}
    told["communes"] = [{"code_insee": commune.code, "nom": commune.name} for commune in member.communes]
    told["themes"] = [theme.label for theme in member.themes]
    told["themes_d_entraide"] = [theme.label for theme in member.helps]
    told["sessions"] = [
        {"appareil": one.device, "ouverte": _plain(one.created_at)} for one in sessions.of_member(member.id)
    ]
    return told | {name: part(member) for name, part in PARTS.items()}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
