"""Funding sheets: an aid, who gives it, to whom, where and until when; and what communes made of them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, foreign, mapped_column, relationship

from club import clock
from club.experiences.models import Experience
from club.extensions import Model
from club.funding.progress import LABELS, Progress
from club.members.models import Member, MemberCommune, Organisation
from club.territories import zones
from club.territories.models import Commune, Placed
from club.vocabulary.models import Term, TermKind, WithTerms

CARD = ("hidden_at", "published_at", "national_id", "closes_at", "opens_at", "is_permanent", "is_call", "id")


class Aid(WithTerms, Model):
    """A funding sheet. Its state is never stored: states.py reads it from the dates. Amounts are whole euros.

    A local variant names its national sheet; a national sheet is never a variant itself.
    """

    TITLE_MAX = 140
    SUMMARY_MAX = 300

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    slug: Mapped[str] = mapped_column(String(80))
    summary: Mapped[str] = mapped_column(String(SUMMARY_MAX), default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)  # who keeps it
    # The département in which all its territories lie, if there is one: its référent keeps the sheet.
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    national_id: Mapped[int | None] = mapped_column(ForeignKey("aid.id"), index=True)
    opens_at: Mapped[datetime | None]
    prefile_at: Mapped[datetime | None]  # the last moment of the first file, when there are two
    closes_at: Mapped[datetime | None]  # from this moment on it is closed
    zone: Mapped[str] = mapped_column(String(40), default=zones.MAINLAND)  # in which its dates were written
    is_permanent: Mapped[bool] = mapped_column(default=False)
    is_call: Mapped[bool] = mapped_column(default=False)  # a call for projects
    is_for_investment: Mapped[bool] = mapped_column(default=False)
    is_for_running: Mapped[bool] = mapped_column(default=False)
    rate_min: Mapped[float | None]  # per cent
    rate_max: Mapped[float | None]
    ceiling: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    verified_on: Mapped[date | None]
    verified_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)
    url: Mapped[str] = mapped_column(String(500), default="")  # the funder's own page
    apply_url: Mapped[str] = mapped_column(String(500), default="")  # where one applies
    contact: Mapped[str] = mapped_column(String(500), default="")
    # The long texts come last: SQLite reads a row from its left.
    hidden_reason: Mapped[str] = mapped_column(Text, default="")
    beneficiaries: Mapped[str] = mapped_column(Text, default="")
    expenses: Mapped[str] = mapped_column(Text, default="")
    documents: Mapped[str] = mapped_column(Text, default="")  # to gather, one a line
    how_to: Mapped[str] = mapped_column(Text, default="")
    how_to_html: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    body_html: Mapped[str] = mapped_column(Text, default="")

    author: Mapped[Member] = relationship(foreign_keys=author_id, lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    verified_by: Mapped[Member | None] = relationship(foreign_keys=verified_by_id, lazy="raise")
    national: Mapped["Aid | None"] = relationship(remote_side=id, lazy="raise")
    terms: Mapped[list[Term]] = relationship(secondary="aid_term", lazy="raise", order_by=(Term.position, Term.id))
    funders: Mapped[list[Organisation]] = relationship(
        secondary="aid_funder", lazy="raise", order_by="AidFunder.position"
    )
    territories: Mapped[list["AidTerritory"]] = relationship(
        lazy="raise", order_by="AidTerritory.id", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint("NOT (is_permanent AND closes_at IS NOT NULL)", name="permanent_has_no_end"),
        # All that the list reads of the sheets that it does not show.
        Index("ix_aid_card", *CARD),
    )

    @property
    def kinds(self) -> list[Term]:
        """What it is: subvention, prêt, ingénierie…"""
        return self.of_kind(TermKind.FUNDING_KIND)

    @property
    def document_list(self) -> list[str]:
        """The documents to gather, one by one."""
        return self.documents.splitlines()


class AidTerm(Model):
    """A kind, a theme or a project stage of an aid: the term says which."""

    aid_id: Mapped[int] = mapped_column(ForeignKey("aid.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True)

    __table_args__ = (Index("ix_aid_term_term_id_aid_id", "term_id", "aid_id"),)


class AidFunder(Model):
    """An organisation that pays or helps; the first one is named in lists."""

    aid_id: Mapped[int] = mapped_column(ForeignKey("aid.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class AidTerritory(Placed, Model):
    """Where an aid applies, as `scopes.Scope` says it; `label` is its name."""

    id: Mapped[int] = mapped_column(primary_key=True)
    aid_id: Mapped[int] = mapped_column(ForeignKey("aid.id"), index=True)

    __table_args__ = (Index("ix_aid_territory_place", "scope", "code", "aid_id"),)


class AidProof(Model):
    """What a commune declares of an aid it asked for. Amounts are whole euros; whoever leaves takes the name away.

    Nothing of it is shown but to the commune's own team: readers of the sheet see figures of several communes.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    aid_id: Mapped[int] = mapped_column(ForeignKey("aid.id"))
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)  # who signs it
    experience_id: Mapped[int | None] = mapped_column(ForeignKey("experience.id"), index=True)
    state: Mapped[str] = mapped_column(String(12))
    amount: Mapped[int | None]  # asked, then obtained
    cost: Mapped[int | None]  # of the whole project
    asked_on: Mapped[date | None]
    answered_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    granted_at: Mapped[datetime | None]  # when it was first declared obtained: the order in which it is counted
    is_contactable: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    aid: Mapped[Aid] = relationship(lazy="raise")
    commune: Mapped[Commune] = relationship(lazy="raise")
    member: Mapped[Member | None] = relationship(lazy="raise")
    experience: Mapped[Experience | None] = relationship(lazy="raise")
    serving: Mapped[list[MemberCommune]] = relationship(
        primaryjoin=lambda: AidProof.commune_code == foreign(MemberCommune.commune_code), viewonly=True, lazy="raise"
    )

    __table_args__ = (Index("ix_aid_proof_aid_id_state", "aid_id", "state"),)

    @property
    def team_ids(self) -> set[int]:
        """Who serves its commune, and is known to."""
        return {one.member_id for one in self.serving if one.is_vouched}

    @property
    def state_label(self) -> str:
        """How far the request is, in words."""
        return LABELS[Progress(self.state)]


class FundingPlan(Model):
    """Who pays for a project of a commune: its cost without tax and the lines of its funders, in whole euros."""

    TITLE_MAX = 140
    REASON_MAX = 300

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(TITLE_MAX))
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    experience_id: Mapped[int | None] = mapped_column(ForeignKey("experience.id"), index=True)
    cost: Mapped[int | None]
    least_share: Mapped[int]  # of the commune, in hundredths of per cent
    least_reason: Mapped[str] = mapped_column(String(REASON_MAX), default="")  # when it is not that of the law
    updated_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    commune: Mapped[Commune] = relationship(lazy="raise")
    experience: Mapped[Experience | None] = relationship(lazy="raise")
    updated_by: Mapped[Member] = relationship(lazy="raise")
    lines: Mapped[list["PlanLine"]] = relationship(
        lazy="raise", order_by="PlanLine.position", cascade="all, delete-orphan"
    )
    serving: Mapped[list[MemberCommune]] = relationship(
        primaryjoin=lambda: FundingPlan.commune_code == foreign(MemberCommune.commune_code),
        viewonly=True,
        lazy="raise",
    )

    @property
    def team_ids(self) -> set[int]:
        """Who serves its commune, and is known to."""
        return {one.member_id for one in self.serving if one.is_vouched}


class PlanLine(Model):
    """A funder of a plan: an organisation of the directory or a free name, or the sheet of an aid."""

    NAME_MAX = 160

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("funding_plan.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    aid_id: Mapped[int | None] = mapped_column(ForeignKey("aid.id"), index=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX))
    is_public: Mapped[bool] = mapped_column(default=True)  # given by a public person
    amount: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    position: Mapped[int] = mapped_column(default=0)

    organisation: Mapped[Organisation | None] = relationship(lazy="raise")
    aid: Mapped[Aid | None] = relationship(lazy="raise")

    @property
    def state_label(self) -> str:
        """How far the request is, in words."""
        return LABELS[Progress(self.state)]
