"""Accounts: who they are, what they may do, where they work, how they sign in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, select, true
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.territories import zones
from club.territories.models import Commune
from club.vocabulary.models import Term, TermKind


class Role(StrEnum):
    """What a person is to the club. A partner edits for one organisation, a référent keeps one territory."""

    MEMBER = "member"
    PARTNER = "partner"
    REFERENT = "referent"
    MODERATOR = "moderator"
    ADMINISTRATOR = "administrator"


class Status(StrEnum):
    """Where an account stands. Only an active one sees the club."""

    UNCONFIRMED = "unconfirmed"
    PENDING = "pending"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


PROJECT_LEADER = "chef-de-projet"  # the word of the list of functions
STAFF = frozenset({Role.REFERENT, Role.MODERATOR, Role.ADMINISTRATOR})


class Standing(StrEnum):
    """Where the card of an organisation stands. Only a listed one is offered to the communes."""

    PROPOSED = "proposed"  # by a member; waits for the staff
    LISTED = "listed"
    REFUSED = "refused"
    MERGED = "merged"  # into another card, which its address leads to


class Organisation(Model):
    """A partner of the communes; its card is kept by its editors.

    SIREN and SIRET are text and may be unknown; a card has one of them: an establishment (a regional office) has its
    own SIRET, for the SIREN that it shares belongs to the card of the whole.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(160), unique=True)
    acronym: Mapped[str] = mapped_column(String(30), default="")
    slug: Mapped[str] = mapped_column(String(80))
    siren: Mapped[str | None] = mapped_column(String(9), unique=True)
    type_id: Mapped[int] = mapped_column(ForeignKey("term.id"), index=True)
    summary: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    description_html: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(String(300), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    siret: Mapped[str | None] = mapped_column(String(14), unique=True)
    logo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    standing: Mapped[str] = mapped_column(String(10), default=Standing.LISTED)
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id", use_alter=True))
    # Where the proposal came from: the référent there judges it too.
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    decision_reason: Mapped[str] = mapped_column(String(500), default="")
    closed_on: Mapped[date | None]  # it exists no more
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))  # who took over its work
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    # Of the requests that had the time of an answer, kept by their own package: all, and those that were answered.
    asked_count: Mapped[int] = mapped_column(default=0, server_default="0")
    answered_count: Mapped[int] = mapped_column(default=0, server_default="0")

    type: Mapped[Term] = relationship(lazy="raise")
    parent: Mapped["Organisation | None"] = relationship(foreign_keys=parent_id, remote_side=id, lazy="raise")
    successor: Mapped["Organisation | None"] = relationship(foreign_keys=successor_id, remote_side=id, lazy="raise")
    proposed_by: Mapped["Member | None"] = relationship(foreign_keys=proposed_by_id, lazy="raise")

    __table_args__ = (Index("ix_organisation_standing", "standing", "name", "id"),)


class Member(Model):
    """A person's account. Contact details show only if the member says so; so does the card itself."""

    NAME_MAX = 80

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    password_hash: Mapped[str | None] = mapped_column(String(255))
    first_name: Mapped[str] = mapped_column(String(NAME_MAX))
    last_name: Mapped[str] = mapped_column(String(NAME_MAX))
    slug: Mapped[str] = mapped_column(String(160), default="membre")
    role: Mapped[str] = mapped_column(String(20), default=Role.MEMBER)
    status: Mapped[str] = mapped_column(String(20), default=Status.UNCONFIRMED)
    function_id: Mapped[int | None] = mapped_column(ForeignKey("term.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    # Main commune and département (kept equal to the first of `communes`): what lists and référents need.
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    # The territory a référent keeps: a département or a région, and the départements it means.
    scope_kind: Mapped[str | None] = mapped_column(String(12))
    scope_code: Mapped[str | None] = mapped_column(String(3))
    scope_departements: Mapped[list[str]] = mapped_column(JSON, default=list)
    bio: Mapped[str] = mapped_column(Text, default="")
    bio_html: Mapped[str] = mapped_column(Text, default="")
    help_offer: Mapped[str] = mapped_column(String(500), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    is_phone_shown: Mapped[bool] = mapped_column(default=False)
    is_email_shown: Mapped[bool] = mapped_column(default=False)
    is_bio_shown: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_listed: Mapped[bool] = mapped_column(default=True, server_default=true())  # has a card in the directory
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    request_message: Mapped[str] = mapped_column(Text, default="")
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    admitted_at: Mapped[datetime | None]
    first_seen_at: Mapped[datetime | None]  # the first sign-in; unknown of those before it was kept
    seen_at: Mapped[datetime | None]
    suspended_until: Mapped[datetime | None]
    suspension_reason: Mapped[str] = mapped_column(Text, default="")
    closed_at: Mapped[datetime | None]
    forum_read_at: Mapped[datetime] = mapped_column(default=clock.now)  # « tout marquer comme lu »
    timezone: Mapped[str | None] = mapped_column(String(40))  # chosen; otherwise that of the département
    daily_hour: Mapped[int] = mapped_column(default=8)  # of the day's mail, in the member's zone
    welcome_step: Mapped[int] = mapped_column(default=0)  # first visit: 0–2 to do, 3 done
    mail_failed_at: Mapped[datetime | None]  # since when mails come back; None again once the address is said good
    version: Mapped[int] = mapped_column(default=1)

    function: Mapped[Term | None] = relationship(foreign_keys=function_id, lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(foreign_keys=organisation_id, lazy="raise")
    commune: Mapped[Commune | None] = relationship(foreign_keys=commune_code, lazy="raise")
    communes: Mapped[list[Commune]] = relationship(
        secondary="member_commune", lazy="raise", order_by="MemberCommune.position"
    )
    themes: Mapped[list[Term]] = relationship(secondary="member_theme", lazy="raise", order_by=Term.position)
    helps: Mapped[list[Term]] = relationship(secondary="member_help", lazy="raise", order_by=Term.position)

    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower"),
        Index("ix_member_newest", "admitted_at", "id"),
        Index("ix_member_status_role", "status", "role"),
        Index("ix_member_slug", "slug"),
        Index("ix_member_placed", "commune_code", "status", "is_listed", "id"),
        Index("ix_member_name", "last_name", "first_name", "id"),
    )

    # Asked of every reader by the policy: the function's word comes with the row.
    is_project_leader: Mapped[bool] = column_property(
        select(Term.id)
        .where(Term.id == function_id, Term.kind == TermKind.FUNCTION, Term.slug == PROJECT_LEADER)
        .exists()
    )

    is_authenticated = True
    is_anonymous = False
    session_token: str = ""  # the open session of this request; set by the user loader

    @property
    def is_active(self) -> bool:
        return self.status == Status.ACTIVE

    @hybrid_property
    def is_findable(self) -> bool:
        """Whether members find a card: an active account whose owner figures in the directory."""
        return self.status == Status.ACTIVE and self.is_listed

    @is_findable.inplace.expression
    @classmethod
    def _is_findable(cls) -> ColumnElement[bool]:
        return and_(cls.status == Status.ACTIVE, cls.is_listed)

    @property
    def is_staff(self) -> bool:
        return Role(self.role) in STAFF

    @property
    def zone(self) -> str:
        """The name of the zone in which moments are told to this member."""
        return self.timezone or zones.of_departement(self.departement_code)

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        return (self.first_name[:1] + self.last_name[:1]).upper()

    def get_id(self) -> str:
        return self.session_token


class MemberCommune(Model):
    """One person may serve several communes; position 0 is the main one."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)
    # The staff admitted the member with it, or confirmed it since: what a commune keeps to itself asks for that.
    is_vouched: Mapped[bool] = mapped_column(default=True, server_default=true())


class MemberTheme(Model):
    """A theme a member follows and answers on."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)


class MemberHelp(Model):
    """A theme on which a member can help."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("term.id"), primary_key=True, index=True)


class LoginSession(Model):
    """An open session: the browser holds a random token, the table its sha256 only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(80), default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]

    member: Mapped[Member] = relationship(lazy="raise")


class SecretLink(Model):
    """A link sent by e-mail, stored hashed: confirmation of an address, new password. Used once."""

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))  # confirm | reset
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    member: Mapped[Member] = relationship(lazy="raise")


class Invitation(Model):
    """An invitation by e-mail: its role and places are given on acceptance. Valid 30 days, once."""

    DAYS = 30

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(20), default=Role.MEMBER)
    commune_codes: Mapped[list[Any]] = mapped_column(JSON, default=list)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    scope_kind: Mapped[str | None] = mapped_column(String(12))
    scope_code: Mapped[str | None] = mapped_column(String(3))
    departement_code: Mapped[str | None] = mapped_column(ForeignKey("departement.code"), index=True)
    message: Mapped[str] = mapped_column(Text, default="")
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    revoked_at: Mapped[datetime | None]

    invited_by: Mapped[Member] = relationship(foreign_keys=invited_by_id, lazy="raise")
    organisation: Mapped[Organisation | None] = relationship(lazy="raise")


class MailChoice(Model):
    """A kind of e-mail a member has stopped or wanted; without a row the kind's default holds."""

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), primary_key=True)
    is_wanted: Mapped[bool]
