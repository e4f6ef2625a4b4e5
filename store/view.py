"""An open snapshot of one graph, which every query starts from and which builds its answer."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple

from graph import languages
from graph.errors import NotFound, NotIndexed
from graph.model import Node
from store import rows, sql
from store.bridge import Bridge, Connection, Role
from store.model import Answer, Flaw, Freshness, Graph, Scope, T, tenant_of

SQL: Final = {**sql.load("reader"), **sql.load("answers")}
FLAWS: Final = 20  # files named in one answer


class View(NamedTuple):
    connection: Connection
    graph: Graph
    branch: Any

    async def fetch(self, name: str, *arguments: Any) -> list[Any]:
        return await self.connection.fetch(SQL[name], *self.graph, *arguments)

    async def nodes(self, ids: Collection[int]) -> list[Node]:
        """Ordered by id, which groups them by file."""
        return [rows.node(row) for row in await self.fetch("nodes", list(ids))] if ids else []

    async def node(self, node_id: int) -> Node:
        found = await self.nodes([node_id])
        if not found:
            raise NotFound("There is no such node in this graph.")
        return found[0]

    async def answer(
        self, items: Sequence[T], about: Collection[Node], *,
        beyond: bool = False, left_out: str = "", start: Node | None = None, following: str | None = None,
    ) -> Answer[T]:  # fmt: skip
        """`about`: nodes whose files the answer depends on. `beyond`: any other file in their languages may affect it, too."""
        return Answer(items, left_out, await self.freshness(about, beyond=beyond), start, following)

    async def freshness(self, about: Collection[Node] = (), *, beyond: bool = False) -> Freshness:
        paths = sorted({node.path for node in about} - {""})
        related = languages.relatives({node.language for node in about}) if beyond else []
        # A file excluded by its path has no language recorded, only a suffix.
        (flawed,) = await self.fetch("flawed", related, languages.suffixes(related), paths, FLAWS)
        found = self.branch
        flaws = list(map(Flaw, flawed["paths"] or (), flawed["reasons"] or ()))
        return Freshness(
            found["name"], found["indexed_commit"], found["indexed_at"], found["newest_commit"], found["lag_seconds"],
            found["complete"], flawed["skipped"], flawed["partial"], flaws, flawed["touching"] - len(flaws),
        )  # fmt: skip


@asynccontextmanager
async def view(bridge: Bridge, within: int | Scope, repo: str, branch: str | None) -> AsyncIterator[View]:
    """`branch`: None means the default branch, or the only one."""
    async with bridge.transaction(Role.READER, within, snapshot=True) as connection:
        tenant_id = tenant_of(within)
        found = await connection.fetchrow(SQL["branch"], tenant_id, repo, branch)
        if found is None:
            raise NotFound(f"There is no repository named {repo!r}.")
        if found["graph_id"] is None and branch is not None:
            raise NotFound(f"Repository {repo!r} has no indexed branch named {branch!r}.")
        if found["indexed_commit"] is None:
            raise NotIndexed(f"Repository {repo!r} has not been indexed yet; its first run will publish its graph.")
        yield View(connection, Graph(tenant_id, found["graph_id"]), found)
