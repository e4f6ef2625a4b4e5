"""Explains why an edge exists or is missing, by linking one file again over the facts behind the current graph."""

from collections.abc import Sequence
from typing import NamedTuple

from graph import identity
from graph.errors import BadInput, NotFound
from graph.kinds import EdgeKind, Resolution
from graph.model import Edge
from parsing.explaining.places import Step
from parsing.explaining.why import why
from parsing.explaining.why_not import Missing, why_not
from parsing.linking.snapshot import Put, Snapshot
from store.finding import place
from store.model import Freshness, Site, Standing
from tasks.link import Stored
from tasks.supposing import Standpoint, Where


class Chain(NamedTuple):
    """An edge, and the resolution steps that led to it."""

    edge: Site
    steps: Sequence[Step]


class Explained(NamedTuple):
    chains: Sequence[Chain]
    freshness: Freshness


class Unlinked(NamedTuple):
    """What the references on a line resolve to, or why they do not."""

    missing: Sequence[Missing]
    freshness: Freshness


class Explaining:
    def __init__(self, standpoint: Standpoint) -> None:
        self._standpoint = standpoint

    def edge(self, at: Where, edge_id: str) -> Explained:
        """Explains the edge with this id."""
        try:
            ends = identity.edge_ends(edge_id)
        except ValueError:
            raise BadInput(
                f"{edge_id!r} is not the id of an edge. Answers show these ids; you can also give two names."
            ) from None
        return self._standpoint.over(
            at, lambda standing, stored: self._edges(at, standing, stored, ends, edge_id=edge_id)
        )

    def between(self, at: Where, source: int, target: int, kind: str | None = None) -> Explained:
        """Explains all edges from source to target."""
        return self._standpoint.over(
            at, lambda standing, stored: self._edges(at, standing, stored, (source, target), kind=kind)
        )

    def missing(self, at: Where, name: str, where: str) -> Unlinked:
        """`where`: path:line."""
        path, line, _ = place(where)
        return self._standpoint.over(at, lambda standing, stored: _missing(standing, stored, name, path, line))

    def _edges(
        self, at: Where, standing: Standing, stored: Stored, ends: tuple[int, int], *,
        edge_id: str | None = None, kind: str | None = None,
    ) -> Explained:  # fmt: skip
        found = self._standpoint.reader.edges(at.within, at.repo, *ends, branch=at.branch).items
        wanted = [
            each for each in found if edge_id in {None, identity.edge_id(*each[:6])} and kind in {None, each.kind}
        ]
        if not wanted:
            raise NotFound("There is no such edge in this graph.")
        return Explained([Chain(each, _why(stored, each)) for each in wanted], standing.freshness)


def _why(stored: Stored, site: Site) -> Sequence[Step]:
    edge = Edge(EdgeKind(site.kind), site.source, site.target, site.path, Resolution(site.resolution), *site[5:])
    return why(_put(stored, site.path), Snapshot(stored, ()), edge, stored.facts)


def _missing(standing: Standing, stored: Stored, name: str, path: str, line: int) -> Unlinked:
    found = why_not(_put(stored, path), Snapshot(stored, ()), name, line, stored.facts)
    return Unlinked(found, standing.freshness)


def _put(stored: Stored, path: str) -> Put:
    stored.expect([path])
    found = stored.load([path])
    if not found:
        raise NotFound(f"There is no file {path!r} in this graph: paths are relative to the repository's root.")
    return found[0]
