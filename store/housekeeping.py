"""What is deleted, and when. Every transaction deletes a bounded number of rows, so that nobody waits for a long one.

Removing a repository or retiring a branch first closes it, in one small transaction: it can no longer be claimed, and the
raised fence stops a worker that is still on it. The rows are deleted afterwards; the next sweep resumes an interrupted one.
A tenant is closed the same way, along with its tokens and hooks; repeating the removal command resumes it.
"""

from collections import Counter
from typing import Final, NamedTuple

from graph.errors import Busy, NotFound
from store import requests, sql
from store.bridge import Bridge, Connection, Role, crossing
from store.overview import LAST

SQL: Final = sql.load("housekeeping")
BATCH: Final = 10_000  # rows deleted per transaction
_OF_GRAPH: Final = {
    "code_edges": "drop_edges",
    "code_nodes": "drop_nodes",
    "link_traces": "drop_traces",
    "graph_files": "drop_files",
    "deltas": "drop_deltas",
    "deliveries": "drop_deliveries",
    "runs": "drop_runs",
}
_ENTRANCES: Final = {
    "tokens": "drop_tokens",
    "hook_secrets": "drop_secrets",
    "hook_credentials": "drop_credentials",
    "hook_namespaces": "drop_namespaces",
}
_OF_REPOSITORY: Final = {
    "watch_events": "drop_repository_events",
    "watches": "drop_repository_watches",
    "pulls": "drop_pulls",
}
_OF_TENANT: Final = {
    "notices": "drop_notices",
    "notifications": "drop_notifications",
    "deliveries": "drop_all_deliveries",
    "hooks": "drop_hooks",
}
Rows = Counter[str]  # deleted rows by table, without those deleted by cascade


class Retention(NamedTuple):
    """Retention periods in days."""

    deltas: float = 90
    deliveries: float = 30
    retired: float = 7  # the graph of a deleted branch
    runs: float = 90  # at least; longer if something that refers to a run is kept longer
    accidents: float = 1  # before a file that crashed the parser is tried again


class Housekeeping:
    def __init__(self, bridge: Bridge, retention: Retention = Retention(), batch: int = BATCH) -> None:  # noqa: B008 (immutable)
        self.bridge = bridge
        self._retention = retention
        self._batch = batch

    def sweep(self) -> int:
        """Sweeps every tenant; the number of rows deleted. Run periodically by the scheduler."""
        return sum(self.sweep_tenant(tenant_id) for tenant_id in self.tenants())

    def sweep_tenant(self, tenant_id: int) -> int:
        swept = sum(self.purge(tenant_id, repository_id).total() for repository_id in self.removed(tenant_id))
        swept += sum(self.purge_graph(tenant_id, graph_id).total() for graph_id in self.retired(tenant_id))
        swept += self._repeat("expire_deltas", tenant_id, self._retention.deltas)
        swept += self._repeat("expire_pulls", tenant_id, self._retention.retired, self._retention.deltas)
        swept += self._repeat("expire_notices", tenant_id, self._retention.deliveries)
        swept += self._repeat("expire_events", tenant_id, self._retention.deliveries)
        swept += self._repeat("expire_deliveries", tenant_id, self._retention.deliveries)
        swept += self._once("expire_chunks", tenant_id)
        swept += self._ended_runs(tenant_id)
        self.retry_incomplete(tenant_id)
        return swept + self._unused_facts(tenant_id)

    def _ended_runs(self, tenant_id: int) -> int:
        """Runs are kept as long as deltas and deliveries, so that neither ever refers to a run that was deleted."""
        days = max(self._retention.runs, self._retention.deltas, self._retention.deliveries)
        carried = self._repeat("expire_carried", tenant_id, days)  # first: they refer to the run that carried them
        return carried + self._repeat("expire_runs", tenant_id, days, LAST)

    @crossing
    async def retry_incomplete(self, tenant_id: int) -> int:
        """Requests a run for each branch where an accident kept a file out, once the retention has passed; how many."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            rows = await connection.fetch(SQL["incomplete"], tenant_id, self._retention.accidents)
            for row in rows:
                await connection.execute(SQL["forget_accidents"], tenant_id, row["graph_id"])
                await requests.add(connection, tenant_id, row["repository_id"], row["name"], trigger="retry")
        return len(rows)

    @crossing
    async def close_repository(self, tenant_id: int, name: str) -> int:
        """Frees the name and ends all claims and publishes. Returns the id, for `purge`."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            repository_id: int | None = await connection.fetchval(SQL["close_repository"], tenant_id, name)
            if repository_id is None:
                raise NotFound(f"There is no repository named {name!r}.")
            await connection.execute(SQL["close_branches"], tenant_id, repository_id)
            await _close_runs(connection, tenant_id, repository_id, None, f"Repository {name!r} was removed.")
            return repository_id

    @crossing
    async def close_tenant(self, tenant_id: int) -> Rows:
        """Deletes its tokens and hook secrets and closes its hooks and repositories. Busy while a worker holds a lease in the
        tenant, because that worker could still write rows after the purge.
        """
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if at_work := await connection.fetchval(SQL["at_work"], tenant_id):
                raise Busy(f"Workers are busy with {at_work} of its branches or chunks. Try again when they are done.")
            await connection.execute(SQL["close_tenant"])
            await connection.execute(SQL["close_hooks"], tenant_id)
            await connection.execute(SQL["close_repositories"], tenant_id)
            await connection.execute(SQL["close_branches"], tenant_id, None)
            await _close_runs(connection, tenant_id, None, None, "The tenant was removed.")
            closed = {name: await connection.execute(SQL[drop], tenant_id) for name, drop in _ENTRANCES.items()}
            return Counter({table: _count(tag) for table, tag in closed.items()})

    @crossing
    async def retire_branch(self, tenant_id: int, repo: str, branch: str) -> bool:
        """For a branch that was deleted at its forge. Its graph stays available for a grace period, and a push revives it.
        False if it is not indexed, or is the default branch, which is never retired.
        """
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            graph_id = await connection.fetchval(SQL["close_branch"], tenant_id, repo, branch)
            if graph_id is None:
                return False
            repository_id = await connection.fetchval(SQL["repository_of"], tenant_id, graph_id)
            await _close_runs(connection, tenant_id, repository_id, graph_id, f"Branch {branch!r} was deleted.")
            return True

    def purge(self, tenant_id: int, repository_id: int) -> Rows:
        """Deletes the rows of a closed repository, and the facts that no other graph of the tenant uses."""
        swept = self._purge_repository(tenant_id, repository_id)
        swept["blob_facts"] += self._unused_facts(tenant_id)
        return swept

    def purge_graph(self, tenant_id: int, graph_id: int) -> Rows:
        swept = Counter({table: self._repeat(drop, tenant_id, graph_id) for table, drop in _OF_GRAPH.items()})
        swept["branches"] += self._once("drop_branch", tenant_id, graph_id)
        return swept

    def purge_tenant(self, tenant_id: int) -> Rows:
        """Deletes all rows of a closed tenant except its own and its audit log, which record that it is leaving."""
        swept: Rows = Counter()
        for repository_id in self.removed(tenant_id):
            swept += self._purge_repository(tenant_id, repository_id)
        swept["blob_facts"] += self._unused_facts(tenant_id)
        return swept + Counter({table: self._repeat(drop, tenant_id) for table, drop in _OF_TENANT.items()})

    def forget_tenant(self, tenant_id: int) -> Rows:
        """Deletes these last rows, too, which frees its name."""
        logged = self._repeat("drop_audit_log", tenant_id)
        return Counter({"audit_log": logged, "tenants": self._once("drop_tenant", tenant_id)})

    def _purge_repository(self, tenant_id: int, repository_id: int) -> Rows:
        swept: Rows = Counter()
        for graph_id in self.graphs(tenant_id, repository_id):
            swept += self.purge_graph(tenant_id, graph_id)
        swept += Counter({name: self._repeat(drop, tenant_id, repository_id) for name, drop in _OF_REPOSITORY.items()})
        swept["repositories"] += self._once("drop_repository", tenant_id, repository_id)
        return swept

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
        """Deletes nothing while a run of the tenant is under way: it may be about to publish a graph that uses them."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if not await connection.fetchval(SQL["quiet"], tenant_id):
                return 0
            return _count(await connection.execute(SQL["drop_facts"], tenant_id, self._batch))


async def _close_runs(
    connection: Connection, tenant_id: int, repository_id: int | None, graph_id: int | None, text: str
) -> None:
    await connection.execute(SQL["close_runs"], tenant_id, repository_id, graph_id, "repository_inactive", text)


def _count(tag: str) -> int:
    """The row count in a command tag such as `DELETE 12`."""
    return int(tag.rpartition(" ")[2])
