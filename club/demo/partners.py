"""What the organisations of the demonstration offer, the lists that some cover, and the life of a few cards."""

from datetime import timedelta

from sqlalchemy import select

from club import clock
from club.demo.calendar import Calendar
from club.demo.content import Entry, entries
from club.demo.words import Words
from club.directory import claims, contacts, life, offers
from club.directory.models import OrganisationContact
from club.extensions import db
from club.members.models import Member, Organisation, Standing
from club.territories import lists
from club.vocabulary.models import TermKind

People = dict[str, Member]
Partners = dict[str, Organisation]


def place_lists(words: Words, people: People) -> None:
    """The ad hoc lists of communes, before what covers them."""
    for entry in entries("place-lists"):
        said = lists.Listed(entry["name"], entry["source"], entry["codes"])
        words.learn_list(entry["key"], lists.create(said, by_id=people["admin"].id))


def partners(words: Words, calendar: Calendar, people: People, made: Partners) -> None:
    """Offers and lives of the cards."""
    editors = {one.organisation_id: one for one in people.values() if one.organisation_id}
    for entry in entries("offers"):
        organisation = made[entry["organisation"]]
        _offer(entry, words, organisation, editors.get(organisation.id, people["admin"]))
    for entry in entries("organisations"):
        organisation = made[entry["key"]]
        if entry.get("parent"):
            organisation.parent_id = made[entry["parent"]].id
        if entry.get("closed_days_ago"):
            day = clock.today() - timedelta(days=entry["closed_days_ago"])
            life.close(organisation, day, made[entry["successor"]].id, by=people["admin"])
        if entry.get("proposed_by"):
            proposer = people[entry["proposed_by"]]
            organisation.standing, organisation.proposed_by_id = Standing.PROPOSED, proposer.id
            organisation.departement_code = proposer.departement_code
            organisation.created_at = calendar.ago(2)
    _claim(made["eaux-nord"], people["kessler"], calendar)
    _date(made, calendar)


def _offer(entry: Entry, words: Words, organisation: Organisation, by: Member) -> None:
    first = select(OrganisationContact.id).where(OrganisationContact.organisation_id == organisation.id)
    stages = [words.term(TermKind.ACTION_STAGE, slug).id for slug in entry["stages"]]
    said = offers.Said(
        **{name: entry[name] for name in ("title", "body", "is_free", "price", "delay_days", "delay", "audience")},
        how_to_ask=entry["how_to_ask"],
        contact_id=db.session.scalar(first.order_by(OrganisationContact.position).limit(1)),
        term_ids=[*words.theme_ids(entry["themes"]), *stages],
        territories=words.territories(entry["coverage"] or []),
    )
    offers.put(organisation, said, by=by)


def _claim(organisation: Organisation, by: Member, calendar: Calendar) -> None:
    """Somebody of a syndicate asks to keep its card, and waits."""
    proof = "Mon nom figure sur la page « Équipe » du site du syndicat ; le standard peut vous passer mon poste."
    claim = claims.ask(organisation, "Technicienne de rivière", proof, None, "", by=by)
    claim.created_at = calendar.ago(1)


def _date(made: Partners, calendar: Calendar) -> None:
    """Cards were not all checked today."""
    for organisation in made.values():
        days = calendar.random.randrange(5, 200)
        for offer in offers.offers_of(organisation.id):
            offer.verified_on = clock.today() - timedelta(days=days)
        for contact in contacts.contacts_of(organisation.id):
            contact.verified_on = clock.today() - timedelta(days=days)
        organisation.updated_at = calendar.ago(days)
    db.session.flush()
