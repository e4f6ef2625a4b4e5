"""Answers about one commit's graph. Each is one read-only snapshot, so nothing of the next commit mixes in."""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

from graph.errors import NotFound, NotIndexed
from graph.kinds import EdgeKind, Resolution
from graph.model import Node
from store import rows, sql
from store.bridge import Bridge, Connection, Role, crossing
from store.model import Answer, Freshness, Graph, Reached, Scope, Site, T, Unresolved, tenant_of

SQL: Final = sql.load("reader")
MOST: Final = 1_000  # nodes in one answer
DEEPEST: Final = 10
TRUSTED: Final = tuple(resolution for resolution in Resolution if resolution is not Resolution.NAME)
_CALLS: Final = (EdgeKind.CALLS, EdgeKind.INSTANTIATES)
_SEPARATOR: Final = re.compile(r"[^\w]+")


class _View(NamedTuple):
    """An open snapshot of one graph."""

    connection: Connection
    graph: Graph
    freshness: Freshness

    async def fetch(self, name: str, *arguments: Any) -> list[Any]:
        return await self.connection.fetch(SQL[name], *self.graph, *arguments)


class GraphReader:
    """`within`: a tenant, or a scope narrowed to some of its repositories; the others are not found. `branch`: None means
    the default branch, or the only one. NotFound for names that are unknown, NotIndexed before the first publish.
    """

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def freshness(self, within: int | Scope, repo: str, branch: str | None = None) -> Freshness:
        async with self._view(within, repo, branch) as view:
            return view.freshness

    @crossing
    async def search(
        self, within: int | Scope, repo: str, text: str, *, branch: str | None = None, limit: int = 50
    ) -> Answer[Node]:
        """Names that begin with `text` in any case; a qualified name that is exactly `text` comes first."""
        async with self._view(within, repo, branch) as view:
            found = await view.fetch("search", text[:200], text, _suffixes(text), limit + 1)
            return _answer([rows.node(row) for row in found], limit, view)

    @crossing
    async def node(self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None) -> Answer[Node]:
        async with self._view(within, repo, branch) as view:
            return _answer([await _node(view, node_id)], 1, view)

    @crossing
    async def nodes_named(
        self, within: int | Scope, repo: str, name: str, *, branch: str | None = None, limit: int = 50
    ) -> Answer[Node]:
        """Nodes whose name or qualified name is exactly this."""
        async with self._view(within, repo, branch) as view:
            found = await view.fetch("named", name, _suffixes(name), limit + 1)
            return _answer([rows.node(row) for row in found], limit, view)

    @crossing
    async def callers(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = 1,
        resolutions: Sequence[Resolution] = TRUSTED, kinds: Sequence[EdgeKind] = _CALLS,
    ) -> Answer[Reached]:  # fmt: skip
        """Who calls or instantiates this, up to `depth` steps away, nearest first."""
        async with self._view(within, repo, branch) as view:
            return await _reach(view, "towards", node_id, depth, resolutions, kinds)

    @crossing
    async def callees(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = 1,
        resolutions: Sequence[Resolution] = TRUSTED, kinds: Sequence[EdgeKind] = _CALLS,
    ) -> Answer[Reached]:  # fmt: skip
        """What this calls or instantiates, up to `depth` steps away, nearest first."""
        async with self._view(within, repo, branch) as view:
            return await _reach(view, "along", node_id, depth, resolutions, kinds)

    @crossing
    async def unresolved(
        self, within: int | Scope, repo: str, reason: str, *, branch: str | None = None, limit: int = MOST
    ) -> Answer[Unresolved]:
        """References that lead nowhere for this reason, by place."""
        async with self._view(within, repo, branch) as view:
            found = await view.fetch("unresolved", reason, limit + 1)
            return _answer([Unresolved(**row) for row in found], limit, view)

    @crossing
    async def reasons(self, within: int | Scope, repo: str, *, branch: str | None = None) -> dict[str, int]:
        """How many references lead nowhere, by reason, most first."""
        async with self._view(within, repo, branch) as view:
            return {row["reason"]: row["references"] for row in await view.fetch("reasons")}

    @crossing
    async def graph(self, within: int | Scope, repo: str, branch: str | None = None) -> Graph:
        """The graph behind these names, for `PostgresGraphStore.export`."""
        async with self._view(within, repo, branch) as view:
            return view.graph

    @asynccontextmanager
    async def _view(self, within: int | Scope, repo: str, branch: str | None) -> AsyncIterator[_View]:
        async with self.bridge.transaction(Role.READER, within, snapshot=True) as connection:
            graph, found = await _find(connection, tenant_of(within), repo, branch)
            flawed: Any = await connection.fetchrow(SQL["flawed"], *graph)
            freshness = Freshness(
                found["name"], found["indexed_commit"], found["indexed_at"], found["newest_commit"],
                found["lag_seconds"], found["complete"], flawed["skipped"], flawed["partial"],
            )  # fmt: skip
            yield _View(connection, graph, freshness)


async def _find(connection: Connection, tenant_id: int, repo: str, branch: str | None) -> tuple[Graph, Any]:
    repository = await connection.fetchrow(SQL["repository"], tenant_id, repo)
    if repository is None:
        raise NotFound(f"There is no repository named {repo!r}.")
    found = await connection.fetchrow(
        SQL["branch"], tenant_id, repository["repository_id"], branch, repository["default_branch"]
    )
    if found is None and branch is not None:
        raise NotFound(f"Repository {repo!r} has no indexed branch named {branch!r}.")
    if found is None or found["indexed_commit"] is None:
        raise NotIndexed(f"Repository {repo!r} has not been indexed yet; its first run publishes its graph.")
    return Graph(tenant_id, found["graph_id"]), found


async def _node(view: _View, node_id: int) -> Node:
    found = await view.fetch("nodes", [node_id])
    if not found:
        raise NotFound("There is no such node in this graph.")
    return rows.node(found[0])


async def _reach(
    view: _View, step: str, start: int, depth: int, resolutions: Sequence[Resolution], kinds: Sequence[EdgeKind]
) -> Answer[Reached]:
    """Level by level: each node is met once, at its smallest depth, whatever cycles there are. (A recursive CTE that
    removes duplicates by id cannot know the depth, and one that carries the depth no longer removes them.)
    """
    await _node(view, start)
    seen, frontier = [start], [start]
    reached: list[Reached] = []
    for level in range(1, min(depth, DEEPEST) + 1):
        room = MOST - len(reached)
        found = await view.fetch(step, frontier, list(kinds), list(resolutions), seen, 10 * MOST)
        edges = _grouped(found)
        frontier = list(edges)[: room + 1]
        if not frontier:
            break
        nodes = await view.fetch("nodes", frontier)
        reached += [Reached(rows.node(row), level, edges[row["node_id"]]) for row in nodes]
        seen += frontier
        if len(reached) > MOST or len(found) == 10 * MOST:
            return Answer(reached[:MOST], True, view.freshness)
    return Answer(reached, False, view.freshness)


def _grouped(found: Sequence[Any]) -> dict[int, list[Site]]:
    edges: defaultdict[int, list[Site]] = defaultdict(list)
    for row in found:
        edges[row["reached"]].append(rows.site(row))
    return edges


def _answer(items: list[T], limit: int, view: _View) -> Answer[T]:
    return Answer(items[:limit], len(items) > limit, view.freshness)


def _suffixes(name: str) -> list[str]:
    """Every end of a qualified name that may be the plain name, so that the index on names finds it: `a.b.c` -> itself,
    `b.c`, `c`.
    """
    return [name, *(name[match.end() :] for match in _SEPARATOR.finditer(name) if match.end() < len(name))]
