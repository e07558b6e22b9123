"""Reading what pages and mails hold: hidden fields, links."""

import re
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import select

from club.extensions import db
from club.mail import Letter

SITE = "https://club.example"


def hidden(answer: Any, name: str) -> str:
    """The value of a hidden field of a page."""
    field = BeautifulSoup(answer.text, "lxml").find("input", attrs={"name": name})
    assert field is not None, f"no field {name}"
    return str(field["value"])


def letters_to(email: str, kind: str = "") -> list[Letter]:
    """The letters written to an address, the oldest first."""
    asked = select(Letter).where(Letter.to == email).order_by(Letter.id)
    return [letter for letter in db.session.scalars(asked) if not kind or letter.kind == kind]


def letters_of(member: Any, kind: str = "") -> list[Letter]:
    return letters_to(member.email, kind)


def link_in(letter: Letter) -> str:
    """The path of the first link of a letter; every link is absolute and of this site."""
    links = re.findall(r"https?://\S+", letter.text)
    assert links, letter.text
    assert all(link.startswith(f"{SITE}/") for link in links), links
    assert all(link.startswith((SITE, "https://club.example")) for link in re.findall(r'href="([^"]+)"', letter.html))
    return links[0].removeprefix(SITE)
