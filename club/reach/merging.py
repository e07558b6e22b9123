"""Two organisations become one: what is left of the figures of their resources is put together."""

from sqlalchemy import case, delete, select

from club.directory.events import OrganisationMerged
from club.extensions import db
from club.reach.models import ReachCell
from club.rows import insert

KIND = "organisation"
STEP = 1000  # rows of one statement


def merged(event: OrganisationMerged) -> None:
    """The cells of the one that goes are added to those of the other: at least as many communes as the larger had."""
    names = [column.name for column in ReachCell.__table__.columns]
    mine = ReachCell.kind == KIND, ReachCell.thing_id == event.gone_id
    found = db.session.execute(select(*ReachCell.__table__.columns).where(*mine)).all()
    rows = [dict(zip(names, row, strict=True)) | {"thing_id": event.kept_id} for row in found]
    for start in range(0, len(rows), STEP):
        added = insert(ReachCell).values(rows[start : start + STEP])
        more = added.excluded.communes > ReachCell.communes
        both = {
            "number": ReachCell.number + added.excluded.number,
            "communes": case((more, added.excluded.communes), else_=ReachCell.communes),
        }
        db.session.execute(added.on_conflict_do_update(index_elements=list(ReachCell.__table__.primary_key), set_=both))
    db.session.execute(delete(ReachCell).where(*mine).execution_options(synchronize_session=False))
