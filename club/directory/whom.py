"""Whom to call for a commune: what is offered there need by need, who else covers it, and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Select, func, or_, select, union
from sqlalchemy.orm import aliased

from club.directory import covering
from club.directory.models import ContactTerritory, Offer, OfferTerm, OrganisationContact
from club.experiences import queries as experiences
from club.experiences.models import Experience, ExperienceFunder, ExperiencePartner
from club.extensions import db
from club.members.models import Organisation
from club.paging import AnyRow
from club.territories import scopes
from club.territories.models import Commune
from club.vocabulary.models import Term, TermKind

NEAREST = 8  # offers shown for a need
OTHERS = 40  # organisations without an offer
WIDEST = 9  # wider than any territory
NEIGHBOURS = 400  # of their experiences, in all
# What every commune should find by its side, and what is said where it does not.
EXPECTED = {
    "epf": "aucun établissement public foncier (EPF)",
    "caue": "aucun conseil d’architecture, d’urbanisme et de l’environnement (CAUE)",
    "adil": "aucune agence d’information sur le logement (ADIL)",
    "ddt-ddtm": "aucune direction départementale des territoires (DDT)",
    "agence-technique-departementale": "aucune agence technique départementale",
    "cci": "aucune chambre de commerce et d’industrie",
    "cma": "aucune chambre de métiers et de l’artisanat",
    "chambre-agriculture": "aucune chambre d’agriculture",
    "banque-des-territoires": "aucun contact de la Banque des Territoires",
}


@dataclass(frozen=True)
class Need:
    """A theme, the nearest offers for it, and how many there are in all."""

    slug: str
    label: str
    offers: Sequence[AnyRow]
    total: int


@dataclass(frozen=True)
class Directory:
    """All that is known for a commune.

    By organisation: `worked` is the experiences of its neighbours, `desks` whom to call when an offer does not say.
    """

    needs: Sequence[Need]
    others: Sequence[AnyRow]
    organisations: int
    worked: dict[int, list[AnyRow]]
    desks: dict[int, AnyRow]
    missing: Sequence[str]
    unmet: Sequence[str]

    @property
    def offers(self) -> Sequence[AnyRow]:
        """Each offer once."""
        return list({one.offer_id: one for need in self.needs for one in need.offers}.values())

    def to_call(self, row: AnyRow) -> AnyRow | None:
        """Where the contact of an offer or of an organisation is read, if there is one."""
        return row if row.contact_id else self.desks.get(row.id)

    @property
    def contact_ids(self) -> list[int]:
        """Each contact that the page shows, once, in its order."""
        called = (self.to_call(row) for row in (*self.offers, *self.others))
        return list(dict.fromkeys(one.contact_id for one in called if one))


def for_commune(commune: Commune) -> Directory:
    """In three statements, whatever the number of partners; the closest of each kind first."""
    rows = db.session.execute(_offers_by_theme(commune.code)).all()
    needs = [_need(list(found)) for _, found in groupby(rows, key=lambda row: row.theme_id)]
    offering = {row.id for row in rows if row.id}
    organisations = db.session.execute(_organisations(commune.code, sorted(offering))).all()
    others = [one for one in organisations if one.id not in offering]
    shown = sorted(offering | {one.id for one in others[:OTHERS]})
    kinds = {one.kind for one in organisations}
    return Directory(
        needs=[need for need in needs if need.total],
        others=others[:OTHERS],
        organisations=organisations[0].total if organisations else 0,
        worked=_neighbours(commune, shown),
        desks={one.id: one for one in organisations if one.contact_id},
        missing=[words for kind, words in EXPECTED.items() if kind not in kinds],
        unmet=[need.label for need in needs if not need.total],
    )


def _need(rows: list[AnyRow]) -> Need:
    first = rows[0]
    return Need(first.theme_slug, first.theme, [row for row in rows if row.offer_id], first.total or 0)


def _organisations(code: str, offering: Sequence[int]) -> Select[Any]:
    """Those whose offers are shown, the nearest of the others, one of each kind; each row says how many there are."""
    here = covering.organisations(code).subquery("here")
    is_offering, nearest = Organisation.id.in_(offering), (here.c.width, Organisation.name)
    ranked = (
        select(
            *(Organisation.id, here.c.width, is_offering.label("is_offering"), func.count().over().label("total")),
            func.row_number().over(partition_by=is_offering, order_by=nearest).label("rank"),
            func.row_number().over(partition_by=Organisation.type_id, order_by=nearest).label("of_kind"),
        )
        .join(here, here.c.id == Organisation.id)
        .subquery("ranked")
    )
    return (
        select(
            *(
                ranked.c.total,
                Organisation.id,
                Organisation.slug,
                Organisation.name,
                Organisation.acronym,
                Organisation.summary,
            ),
            *(Term.slug.label("kind"), Term.label.label("type"), ranked.c.width, *_contact(), *_answers()),
        )
        .join(ranked, ranked.c.id == Organisation.id)
        .join(Term, Term.id == Organisation.type_id)
        .outerjoin(OrganisationContact, OrganisationContact.id == _desk(code))
        .where(or_(ranked.c.is_offering, ranked.c.rank <= OTHERS, ranked.c.of_kind == 1))
        .order_by(ranked.c.width, Organisation.name)
    )


def _desk(code: str) -> Any:
    """The contact of an organisation whose own territory is the nearest around a commune, or else the one of all."""
    one, own, around = aliased(OrganisationContact), aliased(ContactTerritory), scopes.containing(code)
    anywhere = ContactTerritory.contact_id == one.id
    return (
        select(one.id)
        .outerjoin(own, own.contact_id == one.id)
        .outerjoin(around, covering.meets(around, own))
        .where(one.organisation_id == Organisation.id)
        .where(or_(around.c.width.is_not(None), ~select(ContactTerritory.id).where(anywhere).exists()))
        .order_by(func.coalesce(around.c.width, WIDEST), one.position, one.id)
        .limit(1)
        .correlate(Organisation)
        .scalar_subquery()
    )


def _contact() -> tuple[Any, ...]:
    one = OrganisationContact
    return (
        *(one.id.label("contact_id"), one.name.label("contact"), one.function.label("contact_function")),
        *(one.phone, one.email, one.reachable),
    )


def _answers() -> tuple[Any, ...]:
    return Organisation.asked_count, Organisation.answered_count


def _offers_by_theme(code: str) -> Select[Any]:
    """Every theme, with its nearest offers; a theme without any has one row, empty."""
    here = covering.offers(code).subquery("here")
    ranked = (
        select(
            OfferTerm.term_id,
            OfferTerm.offer_id,
            here.c.width,
            func.row_number()
            .over(partition_by=OfferTerm.term_id, order_by=(here.c.width, OfferTerm.offer_id))
            .label("rank"),
            func.count().over(partition_by=OfferTerm.term_id).label("total"),
        )
        .join(here, here.c.id == OfferTerm.offer_id)
        .subquery("ranked")
    )
    given = (
        select(
            *(ranked.c.term_id, ranked.c.width, ranked.c.rank, ranked.c.total, Offer.id.label("offer_id")),
            *(Offer.title, Offer.is_free, Offer.price, Offer.delay_days, Offer.delay),
            *(Organisation.id, Organisation.slug, Organisation.name, Organisation.acronym, *_contact(), *_answers()),
        )
        .join(Offer, Offer.id == ranked.c.offer_id)
        .join(Organisation, Organisation.id == Offer.organisation_id)
        .outerjoin(OrganisationContact, OrganisationContact.id == Offer.contact_id)
        .where(ranked.c.rank <= NEAREST)
        .subquery("given")
    )
    theme = Term.id.label("theme_id"), Term.slug.label("theme_slug"), Term.label.label("theme")
    columns = [column for column in given.c if column.name != "term_id"]
    return (
        select(*theme, *columns)
        .outerjoin(given, given.c.term_id == Term.id)
        .where(Term.kind == TermKind.THEME)
        .order_by(Term.position, Term.id, given.c.rank)
    )


def _neighbours(commune: Commune, organisation_ids: Sequence[int]) -> dict[int, list[AnyRow]]:
    """Who of the same département worked with these organisations, the same intercommunalité first."""
    links = union(
        *(
            select(link.organisation_id.label("organisation_id"), link.experience_id).where(
                link.organisation_id.in_(organisation_ids)
            )
            for link in (ExperiencePartner, ExperienceFunder)
        )
    ).subquery("links")
    is_near = Commune.epci_siren == commune.epci_siren if commune.epci_siren else Commune.code == commune.code
    found = (
        select(
            *(links.c.organisation_id, Experience.id, Experience.slug, Experience.title),
            Commune.name.label("commune"),
        )
        .join(Experience, Experience.id == links.c.experience_id)
        .join(Commune, Commune.code == Experience.commune_code)
        .where(
            experiences.listed(),
            Commune.departement_code == commune.departement_code,
            Commune.code != commune.code,
        )
        .order_by(is_near.desc(), Experience.published_at.desc(), Experience.id)
        .limit(NEIGHBOURS)
    )
    worked: dict[int, list[AnyRow]] = {}
    for row in db.session.execute(found):
        worked.setdefault(row.organisation_id, []).append(row)
    return worked
