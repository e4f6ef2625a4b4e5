"""What goes, and when. Every transaction deletes a bounded number of rows, so that nobody waits for a large one.

A removed repository and a retired branch are closed at once, in one small transaction: they are claimed no more, and
whoever works on them is overtaken. Their rows go afterwards, and a sweep that was interrupted is taken up by the next.
"""

from typing import Final, NamedTuple

from graph.errors import NotFound
from store import requests, sql
from store.bridge import Bridge, Connection, Role, crossing

SQL: Final = sql.load("housekeeping")
BATCH: Final = 10_000  # rows a transaction deletes
_OF_GRAPH: Final = (
    "drop_edges", "drop_nodes", "drop_traces", "drop_files", "drop_deltas", "drop_deliveries", "drop_runs",
)  # fmt: skip


class Retention(NamedTuple):
    """Days that things are kept."""

    deltas: float = 90
    deliveries: float = 30
    retired: float = 7  # the graph of a deleted branch
    accidents: float = 1  # that a file which the parser did not survive is left alone


class Housekeeping:
    def __init__(self, bridge: Bridge, retention: Retention = Retention(), batch: int = BATCH) -> None:  # noqa: B008 (immutable)
        self.bridge = bridge
        self._retention = retention
        self._batch = batch

    def sweep(self) -> int:
        """Visits every tenant; rows that went. For the scheduler, now and then."""
        return sum(self.sweep_tenant(tenant_id) for tenant_id in self.tenants())

    def sweep_tenant(self, tenant_id: int) -> int:
        swept = sum(self.purge(tenant_id, repository_id) for repository_id in self.removed(tenant_id))
        swept += sum(self.purge_graph(tenant_id, graph_id) for graph_id in self.retired(tenant_id))
        swept += self._repeat("expire_deltas", tenant_id, self._retention.deltas)
        swept += self._repeat("expire_notices", tenant_id, self._retention.deliveries)
        swept += self._repeat("expire_deliveries", tenant_id, self._retention.deliveries)
        swept += self._once("expire_chunks", tenant_id)
        self.retry_incomplete(tenant_id)
        return swept + self._unused_facts(tenant_id)

    @crossing
    async def retry_incomplete(self, tenant_id: int) -> int:
        """Runs that were asked for: of branches with a file that was left out by accident, a day ago or longer."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            rows = await connection.fetch(SQL["incomplete"], tenant_id, self._retention.accidents)
            for row in rows:
                await connection.execute(SQL["forget_accidents"], tenant_id, row["graph_id"])
                await requests.add(connection, tenant_id, row["repository_id"], row["name"], trigger="retry")
        return len(rows)

    @crossing
    async def close_repository(self, tenant_id: int, name: str) -> int:
        """Frees the name; nothing is claimed or published there any more. Its id, for `purge`."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            repository_id: int | None = await connection.fetchval(SQL["close_repository"], tenant_id, name)
            if repository_id is None:
                raise NotFound(f"There is no repository named {name!r}.")
            await connection.execute(SQL["close_branches"], tenant_id, repository_id)
            await _close_runs(connection, tenant_id, repository_id, None, f"Repository {name!r} was removed.")
            return repository_id

    @crossing
    async def retire_branch(self, tenant_id: int, repo: str, branch: str) -> bool:
        """The branch was deleted at its forge. Its graph answers until the grace period is over; a push brings it back.
        False: it is not indexed, or it is the default branch, which stays.
        """
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            graph_id = await connection.fetchval(SQL["close_branch"], tenant_id, repo, branch)
            if graph_id is None:
                return False
            repository_id = await connection.fetchval(SQL["repository_of"], tenant_id, graph_id)
            await _close_runs(connection, tenant_id, repository_id, graph_id, f"Branch {branch!r} was deleted.")
            return True

    def purge(self, tenant_id: int, repository_id: int) -> int:
        """The rows of a repository that was closed, and the facts that no other graph of the tenant uses."""
        swept = sum(self.purge_graph(tenant_id, graph_id) for graph_id in self.graphs(tenant_id, repository_id))
        return swept + self._once("drop_repository", tenant_id, repository_id) + self._unused_facts(tenant_id)

    def purge_graph(self, tenant_id: int, graph_id: int) -> int:
        swept = sum(self._repeat(name, tenant_id, graph_id) for name in _OF_GRAPH)
        return swept + self._once("drop_branch", tenant_id, graph_id)

    @crossing
    async def tenants(self) -> list[int]:
        async with self.bridge.transaction(Role.WORKER) as connection:
            return [row[0] for row in await connection.fetch(SQL["tenants"])]

    @crossing
    async def removed(self, tenant_id: int) -> list[int]:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return [row[0] for row in await connection.fetch(SQL["removed"], tenant_id)]

    @crossing
    async def retired(self, tenant_id: int) -> list[int]:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            found = await connection.fetch(SQL["retired"], tenant_id, self._retention.retired)
            return [row["graph_id"] for row in found]

    @crossing
    async def graphs(self, tenant_id: int, repository_id: int) -> list[int]:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return [row[0] for row in await connection.fetch(SQL["graphs"], tenant_id, repository_id)]

    def _repeat(self, name: str, tenant_id: int, *arguments: float) -> int:
        swept = 0
        while deleted := self._once(name, tenant_id, *arguments, self._batch):
            swept += deleted
            if deleted < self._batch:
                break
        return swept

    @crossing
    async def _once(self, name: str, tenant_id: int, *arguments: float) -> int:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            return _count(await connection.execute(SQL[name], tenant_id, *arguments))

    def _unused_facts(self, tenant_id: int) -> int:
        swept = 0
        while deleted := self._some_unused_facts(tenant_id):
            swept += deleted
        return swept

    @crossing
    async def _some_unused_facts(self, tenant_id: int) -> int:
        """None while a run of the tenant is under way: it may be about to use what no graph uses yet."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if not await connection.fetchval(SQL["quiet"], tenant_id):
                return 0
            return _count(await connection.execute(SQL["drop_facts"], tenant_id, self._batch))


async def _close_runs(
    connection: Connection, tenant_id: int, repository_id: int, graph_id: int | None, text: str
) -> None:
    await connection.execute(SQL["close_runs"], tenant_id, repository_id, graph_id, "repository_inactive", text)


def _count(tag: str) -> int:
    """From PostgreSQL's `DELETE 12`."""
    return int(tag.rpartition(" ")[2])
