"""The audit log of administration: append-only."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from store import sql
from store.bridge import Bridge, Role, crossing

SQL: Final = sql.load("audit_log")


class Act(NamedTuple):
    actor: str  # a token by its id, or the operator
    action: str
    subject: Mapping[str, str]  # what it was done to; never a secret
    status: int


class Entry(NamedTuple):
    entry_id: int
    actor: str
    action: str
    subject: Mapping[str, str]
    status: int
    recorded_at: datetime


class AuditLog:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def record(self, tenant_id: int, act: Act) -> None:
        """A NUL in a name, which PostgreSQL keeps in no text, is shown as what cannot be read."""
        subject = {name: value.replace("\0", "\ufffd") for name, value in act.subject.items()}
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(SQL["record"], tenant_id, act.actor, act.action, json.dumps(subject), act.status)

    @crossing
    async def entries(self, tenant_id: int, *, before: int | None = None, limit: int = 50) -> list[Entry]:
        """Lists deliveries, newest first."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            found = await connection.fetch(SQL["entries"], tenant_id, before, limit)
        return [Entry(**{**row, "subject": json.loads(row["subject"])}) for row in found]
