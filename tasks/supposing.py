"""Linking over a graph that stands, for an answer alone: nothing is stored, and no push comes between its questions."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar

from graph.errors import Busy, Conflict
from store.graph_store import PostgresGraphStore
from store.model import Scope, Standing
from store.reader import GraphReader
from tasks.link import Stored
from tasks.work import Limits

T = TypeVar("T")
TRIES = 3  # while pushes are published between the questions


class Where(NamedTuple):
    """Whose graph is asked."""

    within: int | Scope
    repo: str
    branch: str | None = None


class Standpoint(NamedTuple):
    """Over what is linked."""

    reader: GraphReader
    store: PostgresGraphStore
    limits: Limits

    def over(self, at: Where, ask: Callable[[Standing, Stored], T]) -> T:
        """The answer of one commit: asked again where a publish came between."""
        for _ in range(TRIES):
            standing = self.reader.standing(*at)
            if standing.version != self.limits.graph_version:
                raise Conflict(
                    f"{at.repo} ({standing.freshness.branch}) was indexed by another version or under other limits; its next run "
                    "indexes it anew."
                )
            told = ask(standing, Stored(self.store, standing.graph, self.limits.facts_version))
            if self.reader.standing(*at).commit == standing.commit:
                return told
        raise Busy(f"{at.repo} moved on while it was asked; ask again.")
