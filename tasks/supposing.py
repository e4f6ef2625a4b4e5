"""Linking over the current graph only to answer a query: nothing is stored, and every answer comes from a single publish."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple, TypeVar

from graph.errors import Busy, Conflict
from store.graph_store import PostgresGraphStore
from store.model import Graph, Scope, Standing
from store.reader import GraphReader
from tasks.collecting import no_collection
from tasks.link import Layout, Stored
from tasks.work import Limits

T = TypeVar("T")
KEPT = 4  # graphs whose layout is cached between queries
Publish = tuple[Graph, str, datetime]
TRIES = 3  # if pushes are published during a query


class Where(NamedTuple):
    """The graph to query."""

    within: int | Scope
    repo: str
    branch: str | None = None


class Standpoint:
    """The current graph as a base for linking. A commit's layout is cached between queries."""

    def __init__(self, reader: GraphReader, store: PostgresGraphStore, limits: Limits) -> None:
        self.reader, self.store, self.limits = reader, store, limits
        self._layouts: dict[Publish, Layout] = {}

    def over(self, at: Where, ask: Callable[[Standing, Stored], T]) -> T:
        """An answer from a single commit: asks again if a publish came in between."""
        for _ in range(TRIES):
            standing = self.reader.standing(*at)
            if standing.version != self.limits.graph_version:
                raise Conflict(
                    f"{at.repo} ({standing.freshness.branch}) was indexed by another version or with other limits; its next run "
                    "will re-index it."
                )
            stands = _stands(standing)
            layout = self._layouts.pop(stands, None) or Layout(self.store, standing.graph)
            with no_collection():
                told = ask(standing, Stored(self.store, standing.graph, self.limits.facts_version, layout))
            if _stands(self.reader.standing(*at)) == stands:  # so the layout contains nothing of another publish
                self._keep(stands, layout)
                return told
        raise Busy(f"{at.repo} was re-indexed during the query; try again.")

    def _keep(self, stands: Publish, layout: Layout) -> None:
        """Evicts the least recently used."""
        self._layouts[stands] = layout
        while len(self._layouts) > KEPT:
            self._layouts.pop(next(iter(self._layouts)), None)


def _stands(standing: Standing) -> Publish:
    """Identifies a publish. The commit alone does not, because it is published again to retry a file kept out by accident."""
    return standing.graph, standing.commit, standing.freshness.indexed_at
