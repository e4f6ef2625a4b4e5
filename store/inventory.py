"""Everything a tenant owns besides its graphs, row by row as JSON, without secrets."""

from collections.abc import AsyncIterator, Iterator
from typing import Final

from store import sql
from store.bridge import Bridge, Role

SQL: Final = sql.load("inventory")
TABLES: Final = (
    "tenants", "tokens", "hooks", "hook_secrets", "hook_credentials", "hook_namespaces", "repositories", "branches", "runs",
    "pulls", "deliveries", "notifications", "watches", "watch_events", "notices", "audit_log",
)  # fmt: skip
_BATCH: Final = 1_000  # rows in memory at a time


class Inventory:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    def rows(self, tenant_id: int, table: str) -> Iterator[str]:
        for batch in self.bridge.stream(self._batches(tenant_id, table)):
            yield from batch

    async def _batches(self, tenant_id: int, table: str) -> AsyncIterator[list[str]]:
        async with self.bridge.transaction(Role.WORKER, tenant_id, snapshot=True) as connection:
            await connection.execute(f"declare owned no scroll cursor for {SQL[table]}", tenant_id)
            while found := await connection.fetch(f"fetch {_BATCH} from owned"):
                yield [row[0] for row in found]
