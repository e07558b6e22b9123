"""The address that answers one message for one person: signed, in lower case, short enough for any mail server."""

import re
from base64 import b32encode
from hmac import compare_digest
from typing import NamedTuple

from flask import current_app
from itsdangerous import Signer
from itsdangerous.encoding import base64_decode

from club import clock
from club.config import Settings

DAYS = 30
TOKEN = re.compile(r"(\d{1,10})-(\d{1,10})-(\d{6,7})-([a-z2-7]{26})\Z")


class Token(NamedTuple):
    """What a signed address says."""

    post_id: int
    member_id: int
    is_old: bool


def _settings() -> Settings:
    settings: Settings = current_app.config["CLUB"]
    return settings


def is_on() -> bool:
    """Whether this club reads answers from a mailbox."""
    return bool(_settings().reply_url and _settings().reply_address)


def address(post_id: int, member_id: int) -> str | None:
    """Where this person answers this message by e-mail; None where that is off."""
    if not is_on():
        return None
    said = f"{post_id}-{member_id}-{clock.now().toordinal()}"
    name, _, domain = _settings().reply_address.rpartition("@")
    return f"{name}+{said}-{_signature(said)}@{domain}"


def token_of(address: str) -> str | None:
    """The signed part of an address of the mailbox; None for any other address."""
    name, _, domain = _settings().reply_address.lower().rpartition("@")
    local, _, host = address.strip().lower().rpartition("@")
    return local.removeprefix(f"{name}+") if host == domain and local.startswith(f"{name}+") else None


def read(token: str) -> Token | None:
    """What a token says; None when it was not signed here."""
    found = TOKEN.match(token)
    if found is None or not compare_digest(_signature(token.rpartition("-")[0]), found[4]):
        return None
    age = clock.now().toordinal() - int(found[3])
    return Token(int(found[1]), int(found[2]), is_old=age > DAYS)


def _signature(said: str) -> str:
    """Base 32, since some servers change the case of addresses."""
    signed = base64_decode(Signer(_settings().secret_key, salt="reply-by-mail").get_signature(said))
    return b32encode(signed[:16]).decode().lower().rstrip("=")
