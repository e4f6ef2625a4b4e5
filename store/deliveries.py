"""Recorded deliveries: what each asked for, as compact JSON. The body only if the hook keeps bodies."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from graph.errors import NotFound
from graph.intake import Change, Delivery, Effect, Outcome, Pull, Want
from store import sql
from store.bridge import Bridge, Connection, Role, crossing
from store.ids import uuid
from store.keyring import Keyring

SQL: Final = sql.load("intake")


class DeliveryRow(NamedTuple):
    delivery_id: str
    hook_id: str
    key: str | None
    event: str
    outcome: str
    reason: str
    headers: Mapping[str, str]
    body_sha256: str
    wants: Sequence[Want]
    effects: Sequence[Effect]
    pulls: Sequence[Pull]
    body_kept: bool
    run_ids: Sequence[str]
    received_at: datetime


class Deliveries:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def all(
        self, tenant_id: int, hook_id: str | None = None, *, before: datetime | None = None, limit: int = 50
    ) -> list[DeliveryRow]:
        """Newest first, of all the tenant's hooks or of one."""
        async with self.bridge.transaction(Role.READER, tenant_id) as connection:
            rows = await connection.fetch(SQL["deliveries"], tenant_id, hook_id, before, limit)
            return [_row(row) for row in rows]

    @crossing
    async def show(self, tenant_id: int, delivery_id: str) -> DeliveryRow:
        async with self.bridge.transaction(Role.READER, tenant_id) as connection:
            return await one(connection, tenant_id, delivery_id)

    @crossing
    async def body(self, tenant_id: int, delivery_id: str) -> bytes | None:
        """The body as received; None if the hook keeps none."""
        async with self.bridge.transaction(Role.READER, tenant_id) as connection:
            kept = await one(connection, tenant_id, delivery_id)
            sealed: bytes | None = await connection.fetchval(SQL["body"], tenant_id, kept.delivery_id)
        return None if sealed is None else self._keyring.open(sealed).encode("latin-1")


async def one(connection: Connection, tenant_id: int, delivery_id: str) -> DeliveryRow:
    unknown = f"There is no delivery {delivery_id!r}."
    row = await connection.fetchrow(SQL["delivery"], tenant_id, uuid(delivery_id, unknown))
    if row is None:
        raise NotFound(unknown)
    return _row(row)


def asked(delivery: Delivery) -> str:
    """JSON that `_row` can read back. Rows of an older release lack only trailing fields, which have defaults."""
    told = {"wants": delivery.wants, "effects": delivery.effects, "pulls": delivery.pulls}
    return json.dumps({name: [*each] for name, each in told.items() if each}, separators=(",", ":"))


def again(kept: DeliveryRow) -> Delivery:
    """The same request without the forge's delivery key, so that it is not taken for a duplicate."""
    wanted = kept.wants or any(not each.closed for each in kept.pulls)
    outcome = Outcome.ACCEPTED if wanted else Outcome.HANDLED if kept.effects or kept.pulls else Outcome.IGNORED
    return Delivery(
        None,
        kept.event,
        outcome,
        f"Replay of {kept.delivery_id}.",
        kept.headers,
        kept.body_sha256,
        kept.wants,
        kept.effects,
        pulls=kept.pulls,
    )


def _row(row: Any) -> DeliveryRow:
    fields = dict(row)
    wanted = json.loads(fields.pop("asked"))
    return DeliveryRow(
        **fields | {"headers": json.loads(fields["headers"])},
        wants=[Want(*want) for want in wanted.get("wants", ())],
        effects=[Effect(Change(change), *rest) for change, *rest in wanted.get("effects", ())],
        pulls=[Pull(*each) for each in wanted.get("pulls", ())],
    )
