"""Outgoing notifications, as a transactional outbox: written in the transaction that caused them, delivered afterwards."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from store import sql
from store.bridge import Bridge, Connection, Role, crossing
from store.keyring import Keyring

SQL: Final = sql.load("notifications")
RUN_FINISHED, RUN_FAILED, GRAPH_CHANGED = "run.finished", "run.failed", "graph.changed"
EVENTS: Final = (RUN_FINISHED, RUN_FAILED, GRAPH_CHANGED)


class Notice(NamedTuple):
    """One message to one address; `attempt` counts from 1."""

    tenant_id: int
    notice_id: str
    url: str
    secret: str | None  # None: AETHER_ENCRYPTION_KEYS no longer holds the key that sealed it
    body: str
    attempt: int

    def __repr__(self) -> str:
        return f"Notice({self.notice_id})"


class Notices:
    """The notifier's side of the outbox."""

    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def take(self, limit: int, guard: float, busy: Sequence[int], each: int) -> list[Notice]:
        """Takes due notices of any tenant, at most `each` per tenant including those in flight (`busy`: the tenant of each).
        A notice that is not settled within `guard` seconds is due again.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            taken = [tuple(row) for row in await connection.fetch(SQL["take"], limit, guard, busy, each)]
        found = [await self._notice(tenant_id, notice_id) for tenant_id, notice_id in taken]
        return [notice for notice in found if notice is not None]

    @crossing
    async def delivered(self, notice: Notice, status: int) -> None:
        async with self.bridge.transaction(Role.WORKER, notice.tenant_id) as connection:
            await connection.execute(SQL["delivered"], notice.tenant_id, notice.notice_id, status)

    @crossing
    async def undelivered(self, notice: Notice, status: int | None, error: str, retry_in: float | None) -> None:
        """`retry_in`: seconds; None: no further attempt."""
        async with self.bridge.transaction(Role.WORKER, notice.tenant_id) as connection:
            await connection.execute(
                SQL["undelivered"], notice.tenant_id, notice.notice_id, status, error[:1000], retry_in
            )

    async def _notice(self, tenant_id: int, notice_id: str) -> Notice | None:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            row = await connection.fetchrow(SQL["notice"], tenant_id, notice_id)
        if row is None:
            return None
        secret = self._keyring.open(row["sealed"]) if self._keyring.opens(row["sealed"]) else None
        return Notice(tenant_id, notice_id, row["url"], secret, row["body"], row["attempts"] + 1)


async def wanted(connection: Connection, tenant_id: int, event: str) -> bool:
    """Whether anyone subscribes to this event; if not, its message need not be built."""
    return bool(await connection.fetchval(SQL["wanted"], tenant_id, event))


async def tell(connection: Connection, tenant_id: int, event: str, data: Mapping[str, Any]) -> None:
    """Writes the notices, in the transaction that causes them."""
    body = {"type": event, "timestamp": datetime.now(UTC).isoformat(), "data": data}
    await connection.execute(SQL["tell"], tenant_id, event, json.dumps(body))


async def tell_given_up(connection: Connection, tenant_id: int, run_id: str) -> None:
    """For a run that was quarantined while no worker held it."""
    row: Any = await connection.fetchrow(SQL["names"], tenant_id, run_id)
    data = {**dict(row), "run_id": run_id, "state": "failed", "code": "quarantined"}
    await tell(connection, tenant_id, RUN_FAILED, data)
