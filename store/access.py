"""Where a repository is cloned from and with which credential, as set on its hook. Needed to run a claim or check a remote."""

from typing import Any, Final, NamedTuple

from store import sql
from store.bridge import Connection
from store.keyring import Keyring
from store.model import LOST, Credential

SQL: Final = sql.load("access")


class Access(NamedTuple):
    forge: str | None = None
    base_url: str | None = None
    credential: Credential | None = None


async def of_hook(
    connection: Connection, keyring: Keyring, tenant_id: int, hook_id: str | None, path: str | None
) -> Access:
    """Empty if the hook was removed, or does not serve this tenant's repositories at this path."""
    row: Any = await connection.fetchrow(SQL["access"], hook_id, tenant_id, path) if hook_id is not None else None
    if row is None:
        return Access()
    return Access(row["forge"], row["base_url"], _opened(keyring, row["credential_kind"], row["credential"]))


def _opened(keyring: Keyring, kind: str, sealed: bytes | None) -> Credential | None:
    """A credential that cannot be decrypted becomes LOST instead of an error: only a run that needs it fails, and that
    failure is recorded.
    """
    if sealed is None:
        return None
    return Credential(kind, keyring.open(sealed)) if keyring.opens(sealed) else Credential(LOST, "")
