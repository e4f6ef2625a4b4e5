"""Queries on one commit's graph. Each runs in one read-only snapshot, so it never mixes two commits."""

from collections.abc import Collection, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Final

from graph import identity
from graph.kinds import EdgeKind, NodeKind, Resolution
from graph.model import Node
from store import finding, rows, tracing, walking
from store.bridge import Bridge, crossing
from store.dispatch import CALLS, TRUSTED, Allowed
from store.model import Answer, Freshness, Graph, Reached, Scope, Site, Standing, Unresolved
from store.view import View, view

MOST: Final = walking.MOST
LEAST_ID: Final = -(1 << 63)
USES: Final = tuple(kind for kind in EdgeKind if kind not in {EdgeKind.CONTAINS, EdgeKind.DEFINES})


class GraphReader:
    """`within`: a tenant, or a scope narrowed to some of its repositories; others are not found. `branch`: None means the
    default branch, or the only one. NotFound for unknown names, NotIndexed before the first publish. An answer's
    `left_out` says what a limit kept out of it. `after`: the `next` of the previous page.
    """

    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def freshness(self, within: int | Scope, repo: str, branch: str | None = None) -> Freshness:
        async with self._view(within, repo, branch) as view:
            return await view.freshness()

    @crossing
    async def search(
        self, within: int | Scope, repo: str, text: str, *, branch: str | None = None, limit: int = 50
    ) -> Answer[Node]:
        """Finds names by the whole name, a prefix, prefixes of its words (`OrdPay`), a path or a substring."""
        async with self._view(within, repo, branch) as view:
            return await finding.search(view, text, limit)

    @crossing
    async def node(self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None) -> Answer[Node]:
        async with self._view(within, repo, branch) as view:
            found = await view.node(node_id)
            return await view.answer([found], [found], start=found)

    @crossing
    async def nodes_named(
        self, within: int | Scope, repo: str, name: str, *, branch: str | None = None, limit: int = 50
    ) -> Answer[Node]:
        """Nodes whose name or qualified name is exactly this."""
        async with self._view(within, repo, branch) as view:
            found = [rows.node(row) for row in await view.fetch("named", name, finding.suffixes(name), limit + 1)]
            left_out = f"nodes of this name after the first {limit}" if len(found) > limit else ""
            return await view.answer(found[:limit], found[:limit], left_out=left_out)

    @crossing
    async def definition(
        self, within: int | Scope, repo: str, place: str, *, branch: str | None = None
    ) -> Answer[Reached]:
        """`place`: path:line or path:line:column. What is used there (depth 1), and the enclosing definitions (depth 0)."""
        where = finding.place(place)
        async with self._view(within, repo, branch) as view:
            return await finding.at(view, *where)

    @crossing
    async def callers(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = 1,
        resolutions: Sequence[Resolution] = TRUSTED, kinds: Sequence[EdgeKind] = CALLS, limit: int = MOST,
    ) -> Answer[Reached]:  # fmt: skip
        """Who calls or instantiates this, up to `depth` steps away, nearest first."""
        return await self._walk("towards", (within, repo, branch), node_id, depth, Allowed(kinds, resolutions), limit)

    @crossing
    async def callees(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = 1,
        resolutions: Sequence[Resolution] = TRUSTED, kinds: Sequence[EdgeKind] = CALLS, limit: int = MOST,
    ) -> Answer[Reached]:  # fmt: skip
        """What this calls or instantiates, up to `depth` steps away, nearest first."""
        return await self._walk("along", (within, repo, branch), node_id, depth, Allowed(kinds, resolutions), limit)

    @crossing
    async def implementors(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = walking.DEEPEST,
        resolutions: Sequence[Resolution] = TRUSTED,
    ) -> Answer[Reached]:  # fmt: skip
        """The types that inherit from this one or implement it, transitively."""
        allowed = Allowed((EdgeKind.INHERITS, EdgeKind.IMPLEMENTS), resolutions)
        return await self._walk("towards", (within, repo, branch), node_id, depth, allowed)

    @crossing
    async def overrides(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = walking.DEEPEST,
        resolutions: Sequence[Resolution] = TRUSTED,
    ) -> Answer[Reached]:  # fmt: skip
        """The methods that override this one, transitively."""
        allowed = Allowed((EdgeKind.OVERRIDES,), resolutions)
        return await self._walk("towards", (within, repo, branch), node_id, depth, allowed)

    @crossing
    async def importers(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = 1,
        resolutions: Sequence[Resolution] = TRUSTED,
    ) -> Answer[Reached]:  # fmt: skip
        """The modules that import this module, package or external module; a file stands for its module."""
        async with self._view(within, repo, branch) as view:
            start = await view.node(node_id)
            starts = await self._modules(view, start)
            walk = await walking.reach(view, "towards", starts, depth, Allowed((EdgeKind.IMPORTS,), resolutions))
            about = [start, *(each.node for each in walk.reached)]
            return await view.answer(walk.reached, about, beyond=True, left_out=walk.left_out, start=start)

    @crossing
    async def references(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None,
        resolutions: Sequence[Resolution] = TRUSTED, after: str | None = None, limit: int = 100,
    ) -> Answer[Reached]:  # fmt: skip
        """Every use of this, of any kind, by location; paged."""
        async with self._view(within, repo, branch) as view:
            start = await view.node(node_id)
            return await _users(view, [start], Allowed(USES, resolutions), after, limit, start)

    @crossing
    async def dependents(
        self, within: int | Scope, repo: str, name: str, *, branch: str | None = None, after: str | None = None,
        limit: int = 100,
    ) -> Answer[Reached]:  # fmt: skip
        """What imports or depends on an external package or module of this name, or on one inside it; paged."""
        async with self._view(within, repo, branch) as view:
            outside = [rows.node(row) for row in await view.fetch("outside", name, MOST)]
            return await _users(view, outside, Allowed(USES), after, limit, outside[0] if outside else None)

    @crossing
    async def impact(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None, depth: int = 5,
        resolutions: Sequence[Resolution] = TRUSTED, kinds: Sequence[EdgeKind] = CALLS,
    ) -> Answer[Reached]:  # fmt: skip
        """Transitive callers of this and of what it defines, nearest first, without the edges between them."""
        async with self._view(within, repo, branch) as view:
            return await tracing.impact(view, await view.node(node_id), depth, Allowed(kinds, resolutions))

    @crossing
    async def tests(
        self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None,
        resolutions: Sequence[Resolution] = TRUSTED,
    ) -> Answer[Reached]:  # fmt: skip
        """Definitions in test files from which calls lead to this, nearest first."""
        async with self._view(within, repo, branch) as view:
            return await tracing.tests(view, await view.node(node_id), Allowed(CALLS, resolutions))

    @crossing
    async def path(
        self, within: int | Scope, repo: str, source: int, target: int, *, branch: str | None = None,
        resolutions: Sequence[Resolution] = TRUSTED,
    ) -> Answer[Reached]:  # fmt: skip
        """A shortest chain of calls from source to target, call by call; empty if there is none."""
        async with self._view(within, repo, branch) as view:
            start, end = await view.node(source), await view.node(target)
            return await tracing.path(view, start, end, Allowed(CALLS, resolutions))

    @crossing
    async def unreferenced(
        self, within: int | Scope, repo: str, *, branch: str | None = None,
        kinds: Collection[NodeKind] = finding.DEFINITIONS, after: str | None = None, limit: int = 100,
    ) -> Answer[Node]:  # fmt: skip
        """Definitions that nothing in the graph uses and no convention calls; paged, and pages before the last may be empty."""
        async with self._view(within, repo, branch) as view:
            return await finding.unreferenced(view, kinds, key(after), limit)

    @crossing
    async def unresolved(
        self, within: int | Scope, repo: str, reason: str, *, branch: str | None = None, limit: int = MOST
    ) -> Answer[Unresolved]:
        """Unresolved references with this reason, by location."""
        async with self._view(within, repo, branch) as view:
            found = [Unresolved(**row) for row in await view.fetch("unresolved", reason, limit + 1)]
            left_out = f"places after the first {limit}" if len(found) > limit else ""
            return await view.answer(found[:limit], (), left_out=left_out)

    @crossing
    async def reasons(self, within: int | Scope, repo: str, *, branch: str | None = None) -> dict[str, int]:
        """The number of unresolved references by reason, most frequent first."""
        async with self._view(within, repo, branch) as view:
            return {row["reason"]: row["references"] for row in await view.fetch("reasons")}

    @crossing
    async def edges(
        self, within: int | Scope, repo: str, source: int, target: int, *, branch: str | None = None
    ) -> Answer[Site]:
        """All edges directly from source to target."""
        async with self._view(within, repo, branch) as view:
            ends = [await view.node(source), await view.node(target)]
            found = await view.fetch("between", [source], [target], list(EdgeKind), list(Resolution))
            sites = (await walking.sites(view, found))[target]
            return await view.answer(sites, ends, start=ends[0])

    @crossing
    async def standing(self, within: int | Scope, repo: str, branch: str | None = None) -> Standing:
        async with self._view(within, repo, branch) as view:
            row = view.branch
            return Standing(
                view.graph, row["repository_id"], row["indexed_commit"], row["version"], await view.freshness()
            )

    @crossing
    async def graph(self, within: int | Scope, repo: str, branch: str | None = None) -> Graph:
        """Resolves these names to a graph, for `PostgresGraphStore.export`."""
        async with self._view(within, repo, branch) as view:
            return view.graph

    def _view(self, within: int | Scope, repo: str, branch: str | None) -> AbstractAsyncContextManager[View]:
        return view(self.bridge, within, repo, branch)

    async def _walk(
        self, step: str, where: tuple[int | Scope, str, str | None], node_id: int, depth: int, allowed: Allowed,
        limit: int = MOST,
    ) -> Answer[Reached]:  # fmt: skip
        """A walk against the edges may miss sources in files that were not parsed, hence `beyond`."""
        async with self._view(*where) as view:
            start = await view.node(node_id)
            walk = await walking.reach(view, step, [start], depth, allowed, limit)
            about = [start, *(each.node for each in walk.reached)]
            return await view.answer(
                walk.reached, about, beyond=step == "towards", left_out=walk.left_out, start=start
            )  # fmt: skip

    async def _modules(self, view: View, start: Node) -> list[Node]:
        if start.kind is not NodeKind.FILE:
            return [start]
        return await view.nodes([row["dst"] for row in await view.fetch("members", [start.id], MOST)])


def key(after: str | None) -> int:
    """The last node of the previous page; for the first page, an id below all others."""
    return LEAST_ID if after is None else identity.read(after)


async def _users(
    view: View, nodes: Sequence[Node], allowed: Allowed, after: str | None, limit: int, start: Node | None
) -> Answer[Reached]:
    """A page of the uses of these nodes, by location, including calls that dispatch may lead here."""
    ids = [node.id for node in nodes]
    found = await walking.users(view, nodes, allowed, key(after), limit + 1)
    edges = await walking.sites(view, found)
    reached = sorted(edges)[:limit]
    users = await view.nodes(reached)
    items = [Reached(node, 1, edges[node.id]) for node in users if node.id not in ids]
    following = identity.show(reached[-1]) if len(edges) > limit else None
    return await view.answer(
        items, [*nodes, *users], beyond=True, start=start, following=following,
        left_out="the following pages" if following else "",
    )  # fmt: skip
