"""The receiver's side of the store: finds a hook, and records a delivery with everything it asks for in one transaction."""

import json
from collections.abc import Sequence
from typing import Final

from graph.errors import Conflict
from graph.intake import Change, Delivery, Forge, Hook, Outcome, Pull, Receipt, Secret, SecretKind, Want
from store import deliveries, effects, pulls, requests, sql
from store.bridge import Bridge, Connection, Role, crossing, enter, inside
from store.keyring import Keyring
from store.repositories import learn_default
from store.served import INACTIVE, UNREGISTERED, Acted, Served, Started, find, register, start

SQL: Final = sql.load("intake")
UNINDEXED: Final = "the branch policy does not index this ref"
UNASKED: Final = "this hook does not ask for pull and merge requests"
TOLD_BEFORE: Final = "the same body already took effect"
_WITHOUT_TIMES: Final = frozenset({Change.BRANCH_DELETED, Change.NAMESPACE_RENAMED})


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
        return Hook(
            hook_id, row["tenant_id"], Forge(row["forge"]), row["scope"], secrets, row["keep_bodies"], row["pulls"]
        )

    @crossing
    async def record(self, hook: Hook, delivery: Delivery) -> Receipt:
        """One transaction for the delivery, a run for every branch it moves, and its effects. A known delivery key makes it a
        duplicate, unless the first attempt was ignored or its run failed: then the forge's redelivery counts.
        """
        async with self.bridge.transaction(Role.WORKER, hook.tenant_id) as connection:
            sealed = None if delivery.body is None else self._keyring.seal(delivery.body.decode("latin-1"))
            while (delivery_id := await _add(connection, hook, delivery, sealed)) is None:
                first = await _duplicate(connection, hook, delivery)
                if first is not None:
                    return first
            if await _told_before(connection, hook, delivery, delivery_id):
                await _conclude(connection, hook, delivery_id, Outcome.IGNORED, TOLD_BEFORE, ())
                return Receipt(delivery_id, Outcome.IGNORED, TOLD_BEFORE)
            return await _settle(connection, hook, delivery, delivery_id)

    @crossing
    async def replay(self, tenant_id: int, delivery_id: str) -> Receipt:
        """Repeats a stored delivery as a new one. What it asked for is evaluated again, against the current branches and the
        hook's current rules.
        """
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            kept = await deliveries.one(connection, tenant_id, delivery_id)
            row = await connection.fetchrow(SQL["replayed_hook"], tenant_id, kept.hook_id)
            if row is None:
                raise Conflict(f"The hook of delivery {delivery_id} was removed, so it cannot be replayed.")
            hook = Hook(kept.hook_id, tenant_id, Forge(row["forge"]), row["scope"], (), pulls=row["pulls"])
            delivery = deliveries.again(kept)
            again = await _add(connection, hook, delivery, None)
            if again is None:
                raise Conflict(f"Delivery {delivery_id} is already being replayed.")
            return await _settle(connection, hook, delivery, again)

    @crossing
    async def ready(self) -> None:
        async with self.bridge.transaction(Role.WORKER) as connection:
            await connection.execute(SQL["ready"])


async def _add(connection: Connection, hook: Hook, delivery: Delivery, sealed: bytes | None) -> str | None:
    added: str | None = await connection.fetchval(
        SQL["add_delivery"], hook.tenant_id, hook.hook_id, delivery.key, delivery.event, delivery.outcome, delivery.reason,
        json.dumps(dict(delivery.headers)), delivery.body_sha256, deliveries.asked(delivery), sealed,
    )  # fmt: skip
    return added


async def _told_before(connection: Connection, hook: Hook, delivery: Delivery, delivery_id: str) -> bool:
    """Replay protection. GitHub signs neither delivery key nor time, so replaying a captured body could undo later events. A
    genuine second event has other timestamps in its body, except for deleted branches and renamed namespaces.
    """
    if hook.forge is not Forge.GITHUB or not any(effect.change not in _WITHOUT_TIMES for effect in delivery.effects):
        return False
    asked = hook.tenant_id, hook.hook_id, delivery.body_sha256, delivery_id
    return bool(await connection.fetchval(SQL["told_before"], *asked))


async def _duplicate(connection: Connection, hook: Hook, delivery: Delivery) -> Receipt | None:
    """The first delivery's receipt, as a duplicate. None if that one was ignored or its run failed; it is superseded then."""
    first = await connection.fetchrow(SQL["first_delivery"], hook.tenant_id, hook.hook_id, delivery.key)
    if first is None:
        return None
    runs = [Started(*pair) for pair in zip(first["run_tenants"], first["run_ids"], strict=True)]
    failed = [run for run in runs if await _has_failed(connection, run)]
    await enter(connection, hook.tenant_id)
    if not failed and not first["unanswered"]:
        return Receipt(first["delivery_id"], Outcome.DUPLICATE, "this delivery was already received")
    await connection.execute(SQL["supersede"], hook.tenant_id, first["delivery_id"])
    return None


async def _has_failed(connection: Connection, run: Started) -> bool:
    await enter(connection, run.tenant_id)
    return bool(await connection.fetchval(SQL["run_failed"], run.tenant_id, run.run_id))


async def _settle(connection: Connection, hook: Hook, delivery: Delivery, delivery_id: str) -> Receipt:
    """Does what the delivery asks for, and records the outcome with it."""
    if not (delivery.wants or delivery.effects or delivery.pulls):
        return Receipt(delivery_id, delivery.outcome, delivery.reason)
    acted = await effects.apply(connection, hook, delivery.effects)
    for want in sorted(delivery.wants, key=_order):
        acted += await _want(connection, hook, want)
    for pull in delivery.pulls:
        acted += await _pull(connection, hook, pull)
    outcome, reason = _outcome(delivery, acted)
    await _conclude(connection, hook, delivery_id, outcome, reason, acted.started)
    return Receipt(delivery_id, outcome, reason)


def _outcome(delivery: Delivery, acted: Acted) -> tuple[Outcome, str]:
    if acted.started:
        return Outcome.ACCEPTED, acted.reason or delivery.reason
    if delivery.pulls and acted.touched:
        return delivery.outcome, delivery.reason
    if delivery.effects and acted.touched:
        return Outcome.HANDLED, delivery.reason or acted.reason
    return Outcome.IGNORED, acted.reason or delivery.reason


async def _want(connection: Connection, hook: Hook, want: Want) -> Acted:
    """Requests a run in every tenant that has the repository and indexes the branch."""
    served, reason = await find(connection, hook, want.forge_id), UNREGISTERED
    if not served and want.path is not None:
        served, reason = await register(connection, hook, want.forge_id, want.path, want.default_branch)
        await enter(connection, hook.tenant_id)
    acted = Acted(reason="" if served else reason)
    for each in served:
        acted += await _wanted(connection, hook, each, want)
    return acted


async def _wanted(connection: Connection, hook: Hook, served: Served, want: Want) -> Acted:
    if served.state != "active":
        return Acted(reason=INACTIVE)
    async with inside(connection, served.tenant_id, hook.tenant_id):
        branches = await _branches(connection, served, want)
        started = [await start(connection, served, branch, want.commit, want.before) for branch in branches]
    return Acted(bool(branches), started, "" if branches else UNINDEXED)


async def _pull(connection: Connection, hook: Hook, pull: Pull) -> Acted:
    """Records the request in every tenant that has the repository and indexes the base branch."""
    if not hook.pulls:
        return Acted(reason=UNASKED)
    served = await find(connection, hook, pull.forge_id)
    acted = Acted(reason="" if served else UNREGISTERED)
    for each in served:
        acted += await _pulled(connection, hook, each, pull)
    return acted


async def _pulled(connection: Connection, hook: Hook, served: Served, pull: Pull) -> Acted:
    if served.state != "active":
        return Acted(reason=INACTIVE)
    if requests.wanted_branch(requests.HEADS + pull.base, served.default_branch, served.branch_globs) is None:
        return Acted(reason=UNINDEXED)
    async with inside(connection, served.tenant_id, hook.tenant_id):
        await pulls.want(connection, served.tenant_id, served.repository_id, pull)
    return Acted(touched=True)


def _order(want: Want) -> tuple[str, str]:
    """Branches are always locked in the same order, so that two deliveries cannot deadlock."""
    return want.forge_id, want.ref or ""


async def _branches(connection: Connection, served: Served, want: Want) -> list[str]:
    tenant_id, repository_id, globs, _, default = served
    if want.default_branch not in {None, default}:
        default = want.default_branch
        await learn_default(connection, tenant_id, repository_id, default)
    if want.ref is None:
        return await requests.known_branches(connection, tenant_id, repository_id, default)
    branch = requests.wanted_branch(want.ref, default, globs)
    return [branch] if branch is not None else []


async def _conclude(
    connection: Connection, hook: Hook, delivery_id: str, outcome: Outcome, reason: str, started: Sequence[Started]
) -> None:
    run_ids = [run.run_id for run in started]
    tenants = [run.tenant_id for run in started]
    await connection.execute(SQL["conclude"], hook.tenant_id, delivery_id, outcome, reason, run_ids, tenants)
