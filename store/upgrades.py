"""Graphs that another release made: which one is made anew next, and how many are left. They answer as they are until then."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from store import requests, sql
from store.bridge import Bridge, Connection, Role, crossing, enter
from store.model import Graph

SQL: Final = sql.load("upgrades")
TRIGGER: Final = "upgrade"  # of such a run; `want` knows it, for it belongs to the queue of first indexes


class Failure(NamedTuple):
    repo: str
    branch: str
    run_id: str
    error_code: str | None
    error: str | None


class Standing(NamedTuple):
    """Of a tenant: graphs that answer, how many of them are of another version, and what becomes of these."""

    graphs: int
    outdated: int
    at_work: int  # asked for, or under way
    failed: int
    failures: Sequence[Failure]


class Upgrades:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def offer(self, version: str, rest: float) -> str | None:
        """Asks for the graph whose turn it is, in the queue of first indexes; the run's id. None where every graph is of this
        version, or waits: for a worker, for another graph of its tenant, or for `rest` seconds after it was offered.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            row = await connection.fetchrow(SQL["take"], version, rest)
            if row is None:
                return None
            await enter(connection, row["tenant_id"])
            return await ask(connection, Graph(row["tenant_id"], row["graph_id"]), row)

    @crossing
    async def outdated(self, version: str) -> int:
        """Graphs of all tenants that are of another version."""
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
    """A run of an upgrade would carry an older request of its branch, and may stay at a commit: so only where there is none."""
    await connection.execute(SQL["hold"], *graph)
    if await connection.fetchval(SQL["asked"], *graph):
        return None
    run_id = await requests.add(
        connection, graph.tenant_id, row["repository_id"], row["branch"], trigger=TRIGGER, pinned=row["pinned"]
    )
    await connection.execute(SQL["ask"], *graph, run_id)
    return run_id
