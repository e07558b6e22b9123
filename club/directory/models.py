"""What the directory keeps of an organisation beside its identity: where it works, whom to call."""

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from club.extensions import Model


class Coverage(Model):
    """A territory an organisation covers: `scope` is france, region, departement, epci or commune."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    scope: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(9), default="")
    label: Mapped[str] = mapped_column(String(160), default="France entière")

    __table_args__ = (Index("ix_coverage_scope_code", "scope", "code"),)


class OrganisationContact(Model):
    """A person or a desk to call; shown to members only."""

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    function: Mapped[str] = mapped_column(String(120), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    phone: Mapped[str] = mapped_column(String(30), default="")
    position: Mapped[int] = mapped_column(default=0)
