"""Key rotation: re-encrypts everything that is sealed with the newest key."""

from typing import Final

from store import sql
from store.bridge import Bridge, Role, crossing
from store.keyring import Keyring

SQL: Final = sql.load("resealing")
BATCH: Final = 100  # rows per transaction; few, because a delivery's body may be large
_SEALED: Final = (
    ("hook_secrets", "reseal_hook_secret"),
    ("hook_credentials", "reseal_hook_credential"),
    ("notifications", "reseal_notification"),
    ("watches", "reseal_watch"),
    ("bodies", "reseal_body"),
)


class Sealed:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    def reseal(self, tenant_id: int) -> dict[str, int]:
        """Counts by kind. BrokenSetup at the first value that no key decrypts; those before it stay resealed."""
        return {kept: self._reseal(tenant_id, kept, statement) for kept, statement in _SEALED}

    def _reseal(self, tenant_id: int, kept: str, statement: str) -> int:
        count, after = 0, ""
        while page := self._page(tenant_id, kept, statement, after):
            count, after = count + len(page), page[-1]
        return count

    @crossing
    async def _page(self, tenant_id: int, kept: str, statement: str, after: str) -> list[str]:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            found = await connection.fetch(SQL[kept], tenant_id, after, BATCH)
            for row in found:
                sealed = self._keyring.reseal(row["sealed"])
                await connection.execute(SQL[statement], tenant_id, row["key"], sealed, row["sealed"])
        return [row["key"] for row in found]
