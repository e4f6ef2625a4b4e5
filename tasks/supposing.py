"""Linking over a graph that stands, for an answer alone: nothing is stored, and no push comes between its questions."""

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
KEPT = 4  # graphs whose layout is kept from one question to the next
Publish = tuple[Graph, str, datetime]
TRIES = 3  # while pushes are published between the questions


class Where(NamedTuple):
    """Whose graph is asked."""

    within: int | Scope
    repo: str
    branch: str | None = None


class Standpoint:
    """Over what is linked. What every question asks of a commit's layout is kept for the next one."""

    def __init__(self, reader: GraphReader, store: PostgresGraphStore, limits: Limits) -> None:
        self.reader, self.store, self.limits = reader, store, limits
        self._layouts: dict[Publish, Layout] = {}

    def over(self, at: Where, ask: Callable[[Standing, Stored], T]) -> T:
        """The answer of one commit: asked again where a publish came between."""
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
            if _stands(self.reader.standing(*at)) == stands:  # nothing of another publish came into the layout
                self._keep(stands, layout)
                return told
        raise Busy(f"{at.repo} was re-indexed during the query; try again.")

    def _keep(self, stands: Publish, layout: Layout) -> None:
        """The last one used is the last to go."""
        self._layouts[stands] = layout
        while len(self._layouts) > KEPT:
            self._layouts.pop(next(iter(self._layouts)), None)


def _stands(standing: Standing) -> Publish:
    """A commit is published again where a file of it was left out by accident."""
    return standing.graph, standing.commit, standing.freshness.indexed_at
