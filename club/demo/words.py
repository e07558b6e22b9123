"""The terms of the vocabulary and the territories, by what the data files call them."""

from sqlalchemy import select

from club.demo.content import Entry
from club.extensions import db
from club.territories import scopes
from club.territories.models import Departement, PlaceList, Region
from club.vocabulary.models import Term, TermKind

FRANCE = "FR"


class Words:
    """Everything that the data files name by a slug or a code, read once."""

    def __init__(self) -> None:
        self._terms = {(term.kind, term.slug): term for term in db.session.scalars(select(Term))}
        regions = scopes.of_regions(db.session.scalars(select(Region.code)))
        departements = scopes.of_departements(db.session.scalars(select(Departement.code)))
        self._scopes = {(one.scope, one.code): one for one in (*regions, *departements, scopes.ALL_FRANCE)}

    def term(self, kind: TermKind, slug: str) -> Term:
        """A term of one list."""
        return self._terms[kind, slug]

    def theme_ids(self, slugs: list[str]) -> list[int]:
        """Several themes."""
        return [self.term(TermKind.THEME, slug).id for slug in slugs]

    def territories(self, covered: list[Entry]) -> list[scopes.Scope]:
        """The territories that something covers."""
        return [self._scope(one["scope"], "" if one["code"] == FRANCE else one["code"]) for one in covered]

    def learn_list(self, key: str, made: PlaceList) -> None:
        """An ad hoc list of communes, by what the data files call it."""
        self._scopes["list", key] = scopes.of_list(made)

    def _scope(self, scope: str, code: str) -> scopes.Scope:
        if (scope, code) not in self._scopes:  # an EPCI or a commune: there are too many to read them all
            self._scopes[scope, code] = scopes.typed([code])[0]
        return self._scopes[scope, code]
