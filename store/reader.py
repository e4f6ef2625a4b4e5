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
            return _answer([await _node(view, node_id, _Met({}, {}))], 1, view)

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


class _Met(NamedTuple):
    """What the nodes of a walk say of the edges between them: as a rule nothing else has to be asked."""

    origins: dict[int, int]  # node -> its first line
    paths: dict[int, str]  # owner -> its path


async def _reach(
    view: _View, step: str, start: int, depth: int, resolutions: Sequence[Resolution], kinds: Sequence[EdgeKind]
) -> Answer[Reached]:
    """Level by level: each node is met once, at its smallest depth, whatever cycles there are. (A recursive CTE that
    removes duplicates by id cannot know the depth, and one that carries the depth no longer removes them.)
    """
    met, seen, frontier = _Met({}, {}), [start], [start]
    await _node(view, start, met)
    reached: list[Reached] = []
    for level in range(1, min(depth, DEEPEST) + 1):
        room = MOST - len(reached)
        found = await view.fetch(step, frontier, list(kinds), list(resolutions), seen, room + 1)
        frontier = list(dict.fromkeys(row["reached"] for row in found))
        nodes = await _nodes(view, frontier, met)
        edges = await _sites(view, found, met)
        reached += [Reached(node, level, edges[node.id]) for node in nodes]
        seen += frontier
        if not frontier or len(reached) > MOST:
            break
    return Answer(reached[:MOST], len(reached) > MOST, view.freshness)


async def _node(view: _View, node_id: int, met: _Met) -> Node:
    found = await _nodes(view, [node_id], met)
    if not found:
        raise NotFound("There is no such node in this graph.")
    return found[0]


async def _nodes(view: _View, ids: Sequence[int], met: _Met) -> list[Node]:
    found = await view.fetch("nodes", ids)
    met.origins.update((row["node_id"], row["start_line"]) for row in found)
    met.paths.update((row["owner_id"], row["path"]) for row in found)
    return [rows.node(row) for row in found]


async def _sites(view: _View, found: Sequence[Any], met: _Met) -> dict[int, list[Site]]:
    """The edges by the node that they reach."""
    if scopes := {row["scope"] for row in found} - met.origins.keys():
        met.origins.update(await view.fetch("origins", list(scopes)))
    if owners := {row["owner_id"] for row in found} - met.paths.keys():
        met.paths.update(await view.fetch("paths", list(owners)))
    edges: defaultdict[int, list[Site]] = defaultdict(list)
    for row in found:
        site = rows.site(row, met.paths.get(row["owner_id"], ""), met.origins.get(row["scope"], 0))
        edges[row["reached"]].append(site)
    return edges


def _answer(items: list[T], limit: int, view: _View) -> Answer[T]:
    return Answer(items[:limit], len(items) > limit, view.freshness)


def _suffixes(name: str) -> list[str]:
    """Every end of a qualified name that may be the plain name, so that the index on names finds it: `a.b.c` -> itself,
    `b.c`, `c`.
    """
    return [name, *(name[match.end() :] for match in _SEPARATOR.finditer(name) if match.end() < len(name))]
