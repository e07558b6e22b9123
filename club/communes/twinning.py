"""The worker looks for the twins of communes: of those that changed at once, of all of them each night."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import delete, func, select

from club import clock, jobs
from club.communes.comparing import KEPT, Facts, alone, best, point_of, reasons, score
from club.communes.events import ProjectChanged
from club.communes.models import Project, ProjectAxis
from club.communes.twins import CommuneTwin, CommuneTwinDue
from club.extensions import db, only_reading
from club.members.events import MemberChanged
from club.members.models import Member, MemberCommune, MemberTheme, Status
from club.rows import insert
from club.territories.bands import POPULATION, band_of
from club.territories.models import Commune, Departement, Epci, ProgrammeCommune, Region
from club.territories.sync import batches
from club.vocabulary.models import Term, TermKind

MANY = 200  # beyond that the whole is as quick
Told = Iterable[tuple[str, str]]  # (code of the commune, label of a theme)
THEMES: list[Callable[[], Told]] = []  # filled by the wiring: what communes work on, as each feature knows it
Row = dict[str, Any]


def due(codes: Iterable[str]) -> None:
    """These communes changed: their twins are looked for again in two minutes at most."""
    rows = [{"commune_code": code, "at": clock.now()} for code in sorted(set(codes))]
    if rows:
        db.session.execute(insert(CommuneTwinDue).on_conflict_do_nothing(), rows)


def member_changed(event: MemberChanged) -> None:
    """The themes of a member are those of the communes they serve."""
    due(db.session.scalars(select(MemberCommune.commune_code).where(MemberCommune.member_id == event.member_id)))


def project_changed(event: ProjectChanged) -> None:
    """Its stage and its themes may be others."""
    due([event.commune_code])


@jobs.every(hour=2)
def twin_all() -> int:
    """Look for the twins of all the communes of the programme; how many communes have other twins or reasons."""
    with only_reading():
        known = facts()
        found = _found(known, known)
    changed = _keep(found, everything=True)
    db.session.commit()
    return changed


@jobs.every(minutes=2)
def twin_due() -> int:
    """The same for those that changed and those whose ten they enter or leave; what is lost, the night finds."""
    codes = set(db.session.scalars(delete(CommuneTwinDue).returning(CommuneTwinDue.commune_code)))
    db.session.commit()
    if len(codes) > MANY:
        return twin_all()
    if not codes:
        return 0
    with only_reading():
        known = facts()
        found = _found(known, _touched(known, codes))
    changed = _keep(found)
    db.session.commit()
    return changed


def _touched(known: Mapping[str, Facts], codes: set[str]) -> set[str]:
    """Those that changed, those that had one of them among their twins, and those where one of them may enter."""
    changed = [known[code] for code in codes & known.keys()]
    having = select(CommuneTwin.commune_code).where(CommuneTwin.twin_code.in_(codes))
    touched = codes & known.keys() | set(db.session.scalars(having))
    last = select(CommuneTwin.commune_code, func.count(), func.min(CommuneTwin.score))
    edges = {
        code: lowest if many == KEPT else 0
        for code, many, lowest in db.session.execute(last.group_by(CommuneTwin.commune_code))
    }
    entered = (code for code, one in known.items() if any(score(one, other) >= edges.get(code, 0) for other in changed))
    return (touched | set(entered)) & known.keys()


def _found(known: Mapping[str, Facts], codes: Iterable[str]) -> dict[str, list[Row]]:
    return {code: _rows(known[code], known.values()) for code in codes}


def _rows(one: Facts, others: Iterable[Facts]) -> list[Row]:
    return [
        {"twin_code": twin.code, "rank": rank, "score": points, "reasons": reasons(one, twin)}
        for rank, (points, twin) in enumerate(best(one, others), start=1)
    ]


def _keep(found: Mapping[str, list[Row]], *, everything: bool = False) -> int:
    """Write what differs from what is kept; with `everything`, those that are not found have no twins any more."""
    columns = CommuneTwin.twin_code, CommuneTwin.rank, CommuneTwin.score, CommuneTwin.reasons
    asked = select(CommuneTwin.commune_code, *columns).order_by(CommuneTwin.rank)
    kept: dict[str, list[Row]] = defaultdict(list)
    for code, *values in db.session.execute(
        asked if everything else asked.where(CommuneTwin.commune_code.in_(found.keys()))
    ):
        kept[code].append(dict(zip(("twin_code", "rank", "score", "reasons"), values, strict=True)))
    looked_at = found.keys() | kept.keys() if everything else found.keys()
    changed = sorted(code for code in looked_at if kept.get(code, []) != found.get(code, []))
    _drop(changed)
    rows = [{"commune_code": code, **row} for code in changed for row in found.get(code, [])]
    for batch in batches(rows):
        db.session.execute(insert(CommuneTwin), batch)
    return len(changed)


def _drop(codes: Collection[str]) -> None:
    for batch in batches([{"code": code} for code in codes]):
        dropped = delete(CommuneTwin).where(CommuneTwin.commune_code.in_([one["code"] for one in batch]))
        db.session.execute(dropped.execution_options(synchronize_session=False))


def facts() -> dict[str, Facts]:
    """What every commune of the programme is compared by, in the order of codes."""
    asked = (
        select(
            *(Commune.code, Commune.population, Commune.longitude, Commune.latitude, Commune.epci_siren),
            *(Departement.name.label("departement"), Region.name.label("region"), Region.zone, Epci.kind),
            *(ProgrammeCommune.is_ort_signed, ProgrammeCommune.ort_signed_on, Term.label.label("stage")),
        )
        .join(ProgrammeCommune, ProgrammeCommune.commune_code == Commune.code)
        .join(Departement, Departement.code == Commune.departement_code)
        .join(Region, Region.code == Commune.region_code)
        .outerjoin(Epci, Epci.siren == Commune.epci_siren)
        .outerjoin(Project, Project.commune_code == Commune.code)
        .outerjoin(Term, Term.id == Project.stage_id)
        .where(Commune.merged_into_code.is_(None))
        .order_by(Commune.code)
    )
    rows = db.session.execute(asked).all()
    places = {row.code: (row.longitude, row.latitude) for row in rows if row.longitude is not None}
    points = {code: point_of(place) for code, place in places.items()}
    apart, largest, themes, stages = alone(points), _largest(), _themes(), _stages()
    return {
        row.code: Facts(
            code=row.code,
            departement=row.departement,
            region=row.region,
            is_overseas=row.zone != "metro",
            population=row.population,
            band=_band(row.population),
            is_centre=bool(row.population) and row.population == largest.get(row.epci_siren),
            group=_group(row.kind),
            place=places.get(row.code),
            point=points.get(row.code),
            is_alone=row.code in apart,
            themes=frozenset(themes.get(row.code, ())),
            stage=stages.get(row.stage),
            stage_label=row.stage or "",
            has_ort=bool(row.is_ort_signed or row.ort_signed_on),
        )
        for row in rows
    }


def _stages() -> dict[str | None, int]:
    """The rank of each step of a project, by its name."""
    ordered = select(Term.label).where(Term.kind == TermKind.PROJECT_STAGE).order_by(Term.position, Term.id)
    return {label: rank for rank, label in enumerate(db.session.scalars(ordered))}


def _band(population: int | None) -> int | None:
    band = band_of(population)
    return POPULATION.index(band) if band else None


def _group(kind: str | None) -> str:
    """Communautés de communes, or the larger kinds: CA, CU, métropoles."""
    return "" if kind is None else "cc" if kind == "CC" else "agglo"


def _largest() -> dict[str | None, int]:
    """The inhabitants of the most populated commune of each EPCI, in the programme or not."""
    counted = select(Commune.epci_siren, func.max(Commune.population)).where(Commune.merged_into_code.is_(None))
    return {siren: most or 0 for siren, most in db.session.execute(counted.group_by(Commune.epci_siren))}


def _themes() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for source in (members_themes, projects_themes, *THEMES):
        for code, label in source():
            found[code].add(label)
    return found


def members_themes() -> Told:
    """What the members of a commune follow and answer on, once the staff confirmed that they serve it."""
    told = (
        select(MemberCommune.commune_code, Term.label)
        .join(Member, Member.id == MemberCommune.member_id)
        .join(MemberTheme, MemberTheme.member_id == Member.id)
        .join(Term, Term.id == MemberTheme.term_id)
        .where(Member.status == Status.ACTIVE, MemberCommune.is_vouched)
        .distinct()
    )
    return ((code, label) for code, label in db.session.execute(told))


def projects_themes() -> Told:
    """The themes of the axes of a project."""
    told = select(ProjectAxis.commune_code, Term.label).join(Term, Term.id == ProjectAxis.theme_id).distinct()
    return ((code, label) for code, label in db.session.execute(told))
