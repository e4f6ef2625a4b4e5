"""What goes, and when. Every transaction deletes a bounded number of rows, so that nobody waits for a large one.

A removed repository and a retired branch are closed at once, in one small transaction: they are claimed no more, and
whoever works on them is overtaken. Their rows go afterwards, and a sweep that was interrupted is taken up by the next. A
tenant is closed the same way, with all that lets anyone in; its removal is taken up when it is asked for again.
"""

from collections import Counter
from typing import Final, NamedTuple

from graph.errors import Busy, NotFound
from store import requests, sql
from store.bridge import Bridge, Connection, Role, crossing
from store.overview import LAST

SQL: Final = sql.load("housekeeping")
BATCH: Final = 10_000  # rows a transaction deletes
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
Rows = Counter[str]  # deleted, by table; what goes with a row that it belongs to is not counted


class Retention(NamedTuple):
    """Days that things are kept."""

    deltas: float = 90
    deliveries: float = 30
    retired: float = 7  # the graph of a deleted branch
    runs: float = 90  # at least: what refers to a run goes before it does
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
        """A delta ends with its run and a delivery comes before it, so none that is kept tells of one that went."""
        days = max(self._retention.runs, self._retention.deltas, self._retention.deliveries)
        carried = self._repeat("expire_carried", tenant_id, days)  # first, for they lead to the run that carried them
        return carried + self._repeat("expire_runs", tenant_id, days, LAST)

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
    async def close_tenant(self, tenant_id: int) -> Rows:
        """Nobody enters any more: its tokens and hooks are gone, and its repositories are closed. Busy while a worker has
        something of it in its hands, for that would be kept behind our back.
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

    def purge(self, tenant_id: int, repository_id: int) -> Rows:
        """The rows of a repository that was closed, and the facts that no other graph of the tenant uses."""
        swept = self._purge_repository(tenant_id, repository_id)
        swept["blob_facts"] += self._unused_facts(tenant_id)
        return swept

    def purge_graph(self, tenant_id: int, graph_id: int) -> Rows:
        swept = Counter({table: self._repeat(drop, tenant_id, graph_id) for table, drop in _OF_GRAPH.items()})
        swept["branches"] += self._once("drop_branch", tenant_id, graph_id)
        return swept

    def purge_tenant(self, tenant_id: int) -> Rows:
        """All rows of a tenant that was closed, but its own and its audit log, which say that it is leaving."""
        swept: Rows = Counter()
        for repository_id in self.removed(tenant_id):
            swept += self._purge_repository(tenant_id, repository_id)
        swept["blob_facts"] += self._unused_facts(tenant_id)
        return swept + Counter({table: self._repeat(drop, tenant_id) for table, drop in _OF_TENANT.items()})

    def forget_tenant(self, tenant_id: int) -> Rows:
        """Its name is free."""
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
        """None while a run of the tenant is under way: it may be about to use what no graph uses yet."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if not await connection.fetchval(SQL["quiet"], tenant_id):
                return 0
            return _count(await connection.execute(SQL["drop_facts"], tenant_id, self._batch))


async def _close_runs(
    connection: Connection, tenant_id: int, repository_id: int | None, graph_id: int | None, text: str
) -> None:
    await connection.execute(SQL["close_runs"], tenant_id, repository_id, graph_id, "repository_inactive", text)


def _count(tag: str) -> int:
    """From PostgreSQL's `DELETE 12`."""
    return int(tag.rpartition(" ")[2])
