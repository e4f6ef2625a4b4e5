"""Collects the nodes and edges of one owner while it is linked."""

from typing import NamedTuple

from graph.delta import Miss
from graph.identity import owner_id
from graph.kinds import EdgeKind, Resolution
from graph.model import Edge, Node
from parsing.linking.reads import Reads

Site = tuple[int, int]


class Linked(NamedTuple):
    """The result of linking one owner: its nodes and edges, what it asked, and its unresolved references."""

    path: str
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    trace: tuple[int, ...]  # keys of its reads, sorted
    reads: tuple[int, ...]  # owner ids of the files whose interfaces it read, sorted
    unresolved: tuple[Miss, ...]


class Gather:
    def __init__(self, path: str) -> None:
        self.path = path
        self.nodes: dict[int, Node] = {}
        self.unresolved: list[Miss] = []
        self._sites: dict[tuple[EdgeKind, int, int, Resolution, int], set[Site]] = {}

    def node(self, node: Node) -> int:
        self.nodes[node.id] = node
        return node.id

    def edge(
        self,
        kind: EdgeKind,
        source: int,
        target: int,
        resolution: Resolution = Resolution.EXACT,
        scope: int = 0,
        site: Site | None = None,
    ) -> None:
        """`scope` defaults to the source; structural edges have no site."""
        sites = self._sites.setdefault((kind, source, target, resolution, scope or source), set())
        if site is not None:
            sites.add(site)

    def linked(self, reads: Reads) -> Linked:
        edges = tuple(
            Edge(kind, source, target, self.path, resolution, scope, tuple(sorted(sites)))
            for (kind, source, target, resolution, scope), sites in sorted(self._sites.items())
        )
        nodes = tuple(self.nodes[identifier] for identifier in sorted(self.nodes))
        owners = tuple(sorted(owner_id(path) for path in reads.paths))
        return Linked(self.path, nodes, edges, tuple(sorted(reads.keys)), owners, tuple(self.unresolved))
