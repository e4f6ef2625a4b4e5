"""What the receiver needs: find a hook, and record a delivery and everything it wants in one transaction."""

import json
from collections.abc import Sequence
from typing import Final, NamedTuple

from graph.intake import Delivery, Forge, Hook, Outcome, Receipt, Secret, SecretKind, Want
from store import requests, sql
from store.bridge import Bridge, Connection, Role, crossing, enter
from store.keyring import Keyring
from store.repositories import learn_default

SQL: Final = sql.load("intake")


class _Started(NamedTuple):
    tenant_id: int
    run_id: str


class Intake:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def hook(self, hook_id: str) -> Hook | None:
        async with self.bridge.transaction(Role.WORKER) as connection:
            row = await connection.fetchrow(SQL["hook"], hook_id)
        if row is None:
            return None
        sealed = zip(row["secret_kinds"], row["secrets"], strict=True)
        secrets = [Secret(SecretKind(kind), self._keyring.open(secret)) for kind, secret in sealed]
        return Hook(hook_id, row["tenant_id"], Forge(row["forge"]), row["scope"], secrets)

    @crossing
    async def record(self, hook: Hook, delivery: Delivery) -> Receipt:
        """One transaction: the delivery, and a run for every branch it moves. A key seen before is a duplicate, unless
        what it started has failed: then the forge's second attempt counts.
        """
        async with self.bridge.transaction(Role.WORKER, hook.tenant_id) as connection:
            while (delivery_id := await _add(connection, hook, delivery)) is None:
                first = await _duplicate(connection, hook, delivery)
                if first is not None:
                    return first
            if delivery.outcome is not Outcome.ACCEPTED:
                return Receipt(delivery_id, delivery.outcome, delivery.reason)
            started, reason = await _start(connection, hook, delivery.wants)
            outcome = Outcome.ACCEPTED if started else Outcome.IGNORED
            await enter(connection, hook.tenant_id)
            await _conclude(connection, hook, delivery_id, outcome, reason or delivery.reason, started)
            return Receipt(delivery_id, outcome, reason or delivery.reason)

    @crossing
    async def ready(self) -> None:
        async with self.bridge.transaction(Role.WORKER) as connection:
            await connection.execute(SQL["ready"])


async def _add(connection: Connection, hook: Hook, delivery: Delivery) -> str | None:
    added: str | None = await connection.fetchval(
        SQL["add_delivery"], hook.tenant_id, hook.hook_id, delivery.key, delivery.event, delivery.outcome,
        delivery.reason, json.dumps(dict(delivery.headers)), delivery.body_sha256,
    )  # fmt: skip
    return added


async def _duplicate(connection: Connection, hook: Hook, delivery: Delivery) -> Receipt | None:
    """The first delivery's receipt; None when its run failed, and it has made room."""
    first = await connection.fetchrow(SQL["first_delivery"], hook.tenant_id, hook.hook_id, delivery.key)
    if first is None:
        return None
    runs = [_Started(*pair) for pair in zip(first["run_tenants"], first["run_ids"], strict=True)]
    failed = [run for run in runs if await _has_failed(connection, run)]
    await enter(connection, hook.tenant_id)
    if not failed:
        return Receipt(first["delivery_id"], Outcome.DUPLICATE, "this delivery was received before")
    await connection.execute(SQL["supersede"], hook.tenant_id, first["delivery_id"])
    return None


async def _has_failed(connection: Connection, run: _Started) -> bool:
    await enter(connection, run.tenant_id)
    return bool(await connection.fetchval(SQL["run_failed"], run.tenant_id, run.run_id))


async def _start(connection: Connection, hook: Hook, wants: Sequence[Want]) -> tuple[list[_Started], str]:
    """The runs that were started, and why some were not ('' when all were)."""
    started: list[_Started] = []
    reason = ""
    for want in sorted(wants, key=_order):
        found = await connection.fetchrow(SQL["repository_of_hook"], hook.hook_id, want.forge_id)
        if found is None:
            reason = "repository is not registered with this hook"
            continue
        tenant_id, repository_id, globs = found
        await enter(connection, tenant_id)
        branches = await _branches(connection, tenant_id, repository_id, want, globs)
        reason = reason if branches else "the branch policy does not index this ref"
        for branch in branches:
            run_id = await requests.add(
                connection, tenant_id, repository_id, branch, commit=want.commit, trigger="webhook"
            )
            started.append(_Started(tenant_id, run_id))
    return started, reason


def _order(want: Want) -> tuple[str, str]:
    """Branches are locked in one order everywhere, so that two deliveries cannot wait for each other."""
    return want.forge_id, want.ref or ""


async def _branches(
    connection: Connection, tenant_id: int, repository_id: int, want: Want, globs: Sequence[str] | None
) -> list[str]:
    row = await connection.fetchrow(requests.SQL["repository_by_id"], tenant_id, repository_id)
    default = row["default_branch"] if row else None
    if want.default_branch not in {None, default}:
        default = want.default_branch
        await learn_default(connection, tenant_id, repository_id, default)
    if want.ref is None:
        return await requests.known_branches(connection, tenant_id, repository_id, default)
    branch = requests.wanted_branch(want.ref, default, globs)
    return [branch] if branch is not None else []


async def _conclude(
    connection: Connection, hook: Hook, delivery_id: str, outcome: Outcome, reason: str, started: Sequence[_Started]
) -> None:
    run_ids = [run.run_id for run in started]
    tenants = [run.tenant_id for run in started]
    await connection.execute(SQL["conclude"], hook.tenant_id, delivery_id, outcome, reason, run_ids, tenants)
