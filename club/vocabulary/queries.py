"""Reading the club's lists of words."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from club.extensions import db
from club.vocabulary.models import Synonym, Term, TermKind

LARGEST_ID = 2**31


def tree(kind: TermKind) -> list[Term]:
    """The first level of a list, children loaded."""
    statement = select(Term).filter_by(kind=kind, parent_id=None).order_by(Term.position, Term.id)
    return list(db.session.scalars(statement.options(selectinload(Term.children))))


def terms(kind: TermKind) -> list[Term]:
    """A list flattened: each parent, then its children."""
    return [term for root in tree(kind) for term in (root, *root.children)]


def choices(kind: TermKind) -> list[tuple[int, str]]:
    """The options of a select; a child is named after its parent."""
    found = []
    for root in tree(kind):
        found.append((root.id, root.label))
        found.extend((child.id, f"{root.label} › {child.label}") for child in root.children)
    return found


def term(kind: TermKind, slug: str) -> Term | None:
    """One word of a list by its slug."""
    statement = select(Term).filter_by(kind=kind, slug=slug.encode("ascii", "ignore").decode().replace("\0", ""))
    return db.session.scalars(statement).one_or_none()


def terms_of(ids: Iterable[int], kind: TermKind | None = None) -> list[Term]:
    """The words of some ids, in the order of their list; other kinds and unknown ids are left out."""
    known = [one for one in ids if 0 < one < LARGEST_ID]
    statement = select(Term).where(Term.id.in_(known)).order_by(Term.position, Term.id)
    return list(db.session.scalars(statement.filter_by(kind=kind) if kind else statement))


def synonym_groups() -> list[list[str]]:
    """The groups of expressions that the search takes for one another."""
    return [list(words) for words in db.session.scalars(select(Synonym.words).order_by(Synonym.id))]
