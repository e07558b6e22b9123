"""Places by their official codes. A région and a département may share a code: never mix their columns."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, UniqueConstraint, event, insert, select
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from club import clock
from club.extensions import Model
from club.territories import names

# Folded text sorts by its bytes on both databases: prefixes use the index and cursors hold.
Folded = String(80).with_variant(String(80, collation="C"), "postgresql")


def _from(column: str, make: Callable[[str], Any]) -> Callable[[Any], Any]:
    """A column default made of another column of the same row."""
    return lambda context: make(context.get_current_parameters()[column])


class Named:
    """A territory that an address names: « 36-indre »."""

    @property
    def path(self) -> str:
        """What its address carries."""
        known: Any = self
        return names.path(known.siren if isinstance(self, Epci) else known.code, known.name)


class Placed:
    """A row that says a territory as `scopes.Scope` does: its kind, its official code, the name people read."""

    scope: Mapped[str] = mapped_column(String(12))
    code: Mapped[str] = mapped_column(String(9), default="")
    label: Mapped[str] = mapped_column(String(160), default="France entière")


class Region(Named, Model):
    """A région, or an overseas collectivity standing for one."""

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    zone: Mapped[str] = mapped_column(String(5))  # metro, drom, com


class Departement(Named, Model):
    """A département; `position` sorts 2A and 2B between 19 and 21."""

    code: Mapped[str] = mapped_column(String(3), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"), index=True)
    zone: Mapped[str] = mapped_column(String(5))
    position: Mapped[int] = mapped_column(default=_from("code", names.position))

    region: Mapped[Region] = relationship(lazy="raise")

    @property
    def departement_code(self) -> str:
        """Its own: what says who keeps it, as for all that belongs to a département."""
        return self.code


class Epci(Named, Model):
    """An intercommunalité with its own taxes (CC, CA, CU, métropole)."""

    siren: Mapped[str] = mapped_column(String(9), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(10))


class Commune(Model):
    """A commune of France; a former one is kept and points to the commune that absorbed it."""

    code: Mapped[str] = mapped_column(String(5), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(Folded, index=True, default=_from("name", names.key))
    # Without its article: « Le Blanc » is sorted among the B.
    sort_key: Mapped[str] = mapped_column(Folded, default=_from("name", names.sort_key))
    slug: Mapped[str] = mapped_column(String(80), default=_from("name", names.slug))
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"))
    region_code: Mapped[str] = mapped_column(ForeignKey("region.code"))
    epci_siren: Mapped[str | None] = mapped_column(ForeignKey("epci.siren"), index=True)
    population: Mapped[int | None]
    siren: Mapped[str | None] = mapped_column(String(9))
    postcodes: Mapped[str] = mapped_column(String(250), default="")  # « 36110|36120 »
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    is_former: Mapped[bool] = mapped_column(default=False)
    merged_into_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))

    departement: Mapped[Departement] = relationship(lazy="raise")
    region: Mapped[Region] = relationship(lazy="raise")
    epci: Mapped[Epci | None] = relationship(lazy="raise")
    programme: Mapped["ProgrammeCommune | None"] = relationship(back_populates="commune", uselist=False, lazy="raise")
    merged_into: Mapped["Commune | None"] = relationship(remote_side=code, lazy="raise")
    former_names: Mapped[list["FormerName"]] = relationship(
        back_populates="commune", order_by="FormerName.key", lazy="raise"
    )

    __table_args__ = (
        Index("ix_commune_sorted", "sort_key", "code"),
        Index("ix_commune_departement_sorted", "departement_code", "sort_key", "code"),
        Index("ix_commune_region_sorted", "region_code", "sort_key", "code"),
    )

    @property
    def path(self) -> str:
        """What its address carries: « 36093-levroux »."""
        return f"{self.code}-{self.slug}"

    @property
    def postcode_list(self) -> list[str]:
        """Its postcodes, one by one."""
        return [code for code in self.postcodes.split("|") if code]

    @property
    def is_in_programme(self) -> bool:
        """Whether the programme's list names it (needs `programme` loaded)."""
        return self.programme is not None


class FormerName(Model):
    """A name and code of the past (commune déléguée or associée) and today's commune."""

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(5), index=True)
    name: Mapped[str] = mapped_column(String(80))
    key: Mapped[str] = mapped_column(Folded, index=True, default=_from("name", names.key))
    kind: Mapped[str] = mapped_column(String(20))
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)

    commune: Mapped[Commune] = relationship(back_populates="former_names", lazy="raise")

    __table_args__ = (UniqueConstraint("code", "name", "commune_code"),)


class ProgrammeCommune(Model):
    """A commune of the programme, as the official list says."""

    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True)
    programme_id: Mapped[str] = mapped_column(String(40), default="")  # shared by the communes of one project
    label: Mapped[str] = mapped_column(String(120), default="")
    signed_on: Mapped[date | None]
    ort_signed_on: Mapped[date | None]
    is_ort_signed: Mapped[bool | None]

    commune: Mapped[Commune] = relationship(back_populates="programme", lazy="raise")


class PlaceList(Model):
    """An ad hoc list of communes, such as those of a syndicate: things cover it as they cover a département."""

    NAME_MAX = 120

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(NAME_MAX), unique=True)
    source: Mapped[str] = mapped_column(String(300), default="")  # where the list comes from
    size: Mapped[int] = mapped_column(default=0)  # communes, kept by the operations
    author_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def label(self) -> str:
        """How it is read where something applies: « Syndicat … (108 communes) »."""
        return f"{self.name} ({self.size} commune{'s' if self.size > 1 else ''})"


class PlaceListCommune(Model):
    """A commune of an ad hoc list."""

    list_id: Mapped[int] = mapped_column(ForeignKey("place_list.id"), primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True, index=True)


class CommuneWord(Model):
    """The search index of communes: words of names past and present, postcodes, INSEE codes."""

    word: Mapped[str] = mapped_column(Folded, primary_key=True)
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), primary_key=True, index=True)


@event.listens_for(Commune, "after_insert")
@event.listens_for(FormerName, "after_insert")
def _index_words(mapper: Mapper[Any], connection: Connection, place: Commune | FormerName) -> None:
    """A place added one by one is found at once; the import writes the words of all of them itself."""
    code = place.code if isinstance(place, Commune) else place.commune_code
    postcodes = place.postcode_list if isinstance(place, Commune) else []
    known = connection.scalars(select(CommuneWord.word).where(CommuneWord.commune_code == code))
    missing = {*names.words(place.name), place.code.lower(), *postcodes} - set(known)
    if missing:
        connection.execute(insert(CommuneWord), [{"word": word, "commune_code": code} for word in sorted(missing)])
