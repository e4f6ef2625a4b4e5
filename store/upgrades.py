"""Rebuilds of graphs made by another release: which is next, and how many are left. Until then they stay in use."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from store import requests, sql
from store.bridge import Bridge, Connection, Role, crossing, enter
from store.model import Graph

SQL: Final = sql.load("upgrades")
TRIGGER: Final = "upgrade"  # `want` in runs.sql puts runs with this trigger into the queue of first indexes


class Failure(NamedTuple):
    repo: str
    branch: str
    run_id: str
    error_code: str | None
    error: str | None


class Standing(NamedTuple):
    """A tenant's graphs, how many are outdated, and how their upgrades are going."""

    graphs: int
    outdated: int
    at_work: int  # queued or running
    failed: int
    failures: Sequence[Failure]


class Upgrades:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def offer(self, version: str, rest: float) -> str | None:
        """Requests a rebuild of the next outdated graph, in the queue of first indexes; the run's id. None if every graph is of
        this version or has to wait: for a worker, for another graph of its tenant, or for `rest` seconds after its last
        offer.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            row = await connection.fetchrow(SQL["take"], version, rest)
            if row is None:
                return None
            await enter(connection, row["tenant_id"])
            return await ask(connection, Graph(row["tenant_id"], row["graph_id"]), row)

    @crossing
    async def outdated(self, version: str) -> int:
        """The number of graphs of other versions, over all tenants."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            found: int = await connection.fetchval(SQL["outdated"], version)
            return found

    @crossing
    async def standing(self, tenant_id: int, version: str) -> Standing:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            (row,) = await connection.fetch(SQL["standing"], tenant_id, version)
            failures = await connection.fetch(SQL["failures"], tenant_id, version)
        return Standing(**row, failures=[Failure(**each) for each in failures])


async def ask(connection: Connection, graph: Graph, row: Any) -> str | None:
    """Skipped if the branch has an unsettled request: an upgrade would coalesce it, and may be pinned to an old commit."""
    await connection.execute(SQL["hold"], *graph)
    if await connection.fetchval(SQL["asked"], *graph):
        return None
    run_id = await requests.add(
        connection, graph.tenant_id, row["repository_id"], row["branch"], trigger=TRIGGER, pinned=row["pinned"]
    )
    await connection.execute(SQL["ask"], *graph, run_id)
    return run_id
