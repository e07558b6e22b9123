"""Contacts for an address book (vCard 4, RFC 6350): it is written as iCalendar is, line by line."""

from collections.abc import Iterable
from typing import Any

from club import french, later
from club.directory.models import OrganisationContact
from club.members.models import Organisation

icalendar: Any = later.module("icalendar")

MIME = "text/vcard; charset=utf-8"


def vcards(contacts: Iterable[tuple[OrganisationContact, Organisation]]) -> bytes:
    """One card for each contact, with the name of its organisation."""
    return b"".join(_card(one, organisation) for one, organisation in contacts)


def _card(one: OrganisationContact, organisation: Organisation) -> bytes:
    card = icalendar.Component()  # a class of ours would have the library read at the start
    card.name = "VCARD"
    card.add("version", "4.0")  # the first line, says the format
    card.add("fn", icalendar.vText(one.name))
    card.add("org", icalendar.vOrg((organisation.name,)))
    said = {"title": one.function, "email": one.email, "note": f"Joignable {one.reachable}" if one.reachable else ""}
    for name, value in said.items():
        if value:
            card.add(name, icalendar.vText(value))
    if one.phone:
        number = icalendar.vUri("tel:" + french.dialled(one.phone))
        card.add("tel", number, parameters={"value": "uri", "type": "work"})
    if organisation.website:
        card.add("url", icalendar.vUri(organisation.website))
    return bytes(card.to_ical(sorted=False))
