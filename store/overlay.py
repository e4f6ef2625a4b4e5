"""The graph at an earlier commit of its branch: the current graph with later publishes undone on the fly."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from graph.model import Node
from store import rows, sql
from store.bridge import Connection
from store.difference import Difference, EdgeKey
from store.model import Graph, Site

SQL: Final = {**sql.load("changes"), "nodes": sql.load("reader")["nodes"], "paths": sql.load("reader")["paths"]}
STEP: Final = 5_000  # default limit of edges read in one step


class Steps(NamedTuple):
    edges: Sequence[tuple[EdgeKey, bytes]]  # with packed sites, as stored
    cut: bool


class Overlay:
    def __init__(self, connection: Connection, graph: Graph, since: Difference, most: int = STEP) -> None:
        """`since`: the difference from the commit in question to the indexed one. `most`: edges read in one step."""
        self._connection, self._graph, self._since, self._most = connection, graph, since, most
        self._known: dict[int, Node | None] = {each: before for each, (before, _) in since.nodes.items()}
        self._into: defaultdict[int, list[EdgeKey]] = defaultdict(list)
        self._out_of: defaultdict[int, list[EdgeKey]] = defaultdict(list)
        for edge, (before, after) in since.edges.items():
            if before is not None and after is None:
                self._into[edge.target].append(edge)
                self._out_of[edge.source].append(edge)

    async def nodes(self, ids: Iterable[int]) -> dict[int, Node]:
        """Those of these nodes that existed at the commit."""
        wanted = set(ids)
        if asked := wanted - self._known.keys():
            found = await standing(self._connection, self._graph, asked)
            self._known.update((each, found.get(each)) for each in asked)
        return {each: node for each in wanted if (node := self._known[each]) is not None}

    async def into(self, ids: Collection[int], kinds: Sequence[str]) -> Steps:
        return await self._steps("into", self._into, ids, kinds)

    async def out_of(self, ids: Collection[int], kinds: Sequence[str]) -> Steps:
        return await self._steps("out_of", self._out_of, ids, kinds)

    async def _steps(
        self, way: str, gone: Mapping[int, Sequence[EdgeKey]], ids: Collection[int], kinds: Sequence[str]
    ) -> Steps:
        if not ids:
            return Steps([], cut=False)
        found = await self._fetch(way, list(ids), list(kinds), self._most + 1)
        paths = {row["owner_id"]: row["path"] for row in await self._fetch("paths", [row["owner_id"] for row in found])}
        stood = [(_key(row, paths), row["sites"]) for row in found[: self._most]]
        back = [edge for each in ids for edge in gone.get(each, ()) if edge.kind in kinds]
        sites = self._since.edges
        return Steps(
            [(edge, bytes.fromhex(sites[edge][0] or "") if edge in sites else held)
             for edge, held in stood if sites.get(edge, ("",))[0] is not None]
            + [(edge, bytes.fromhex(sites[edge][0] or "")) for edge in back],
            len(found) > self._most,
        )  # fmt: skip

    async def _fetch(self, name: str, *arguments: Any) -> list[Any]:
        return await self._connection.fetch(SQL[name], *self._graph, *arguments)


async def standing(connection: Connection, graph: Graph, ids: Collection[int]) -> dict[int, Node]:
    """Those of these nodes that exist in the current graph."""
    found = await connection.fetch(SQL["nodes"], *graph, list(ids)) if ids else ()
    return {row["node_id"]: rows.node(row) for row in found}


def site(edge: EdgeKey, packed: bytes, nodes: Mapping[int, Node]) -> Site:
    """The edge with absolute line numbers, computed from the start of its scope."""
    scope = nodes.get(edge.scope)
    return Site(*edge, rows.places(packed, scope.start_line if scope else 0))


def _key(row: Any, paths: Mapping[int, str]) -> EdgeKey:
    path = paths.get(row["owner_id"], "")
    return EdgeKey(row["kind"], row["src"], row["dst"], path, row["resolution"], row["scope"])
