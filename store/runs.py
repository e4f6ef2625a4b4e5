"""The run protocol. PostgreSQL is the truth; a message on the broker is only a hint that a run may be due.

queued ──claim──> running ──finish──> succeeded
  ^  │               │ │
  │  └──coalesced    │ └──fail────────> failed   (permanent, or the fourth execution: quarantined)
  └──────fail, retry─┘
A lapsed lease counts as an execution: the next claim raises the fence, so that the late worker cannot publish.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Final

import structlog

from graph.errors import AetherError, Busy, Fenced, NotFound, TenantValidationError
from store import notices, requests
from store.access import of_hook
from store.branching import start_from_base
from store.bridge import Bridge, Connection, Role, crossing, enter
from store.ids import uuid
from store.keyring import Keyring
from store.model import Claim, Due, Graph, QueueAge, RunRow, RunStatus, Scope, TaskState, tenant_of
from store.requests import SQL

EXECUTIONS: Final = 4
CHANNEL: Final = "aether_runs"

_log = structlog.get_logger(__name__)


class Runs:
    def __init__(
        self, bridge: Bridge, keyring: Keyring, lease: float = 60.0, republish: float = 10.0, cap: int | None = None
    ) -> None:
        """`lease`: seconds a claim lasts without `renew`. `republish`: seconds before `due` returns a run again, doubled each
        time. `cap`: branches of one tenant indexed at the same time; None: no limit.
        """
        self.bridge = bridge
        self._keyring = keyring
        self._lease = lease
        self._republish = republish
        self._cap = cap

    @crossing
    async def request(
        self,
        tenant: str,
        repo: str,
        *,
        ref: str | None,
        full: bool,
        trigger: str,
        idempotency_key: str | None = None,
        run_id: str | None = None,
        pinned: str | None = None,
        delay: float = 0,
    ) -> str:
        """Requests a run for the branch (a name or full ref; None: the default branch); the run's id. Idempotent by key: a
        known key returns its first run. `delay`: seconds in which the caller itself may claim the run before it is
        dispatched.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id = await connection.fetchval(SQL["tenant_of_name"], tenant)
            if tenant_id is None:
                raise TenantValidationError(f"There is no tenant named {tenant!r}.")
            await enter(connection, tenant_id)
            if idempotency_key is not None:
                await connection.execute(SQL["lock_key"], str(tenant_id), idempotency_key)
                known: str | None = await connection.fetchval(SQL["run_of_key"], tenant_id, idempotency_key)
                if known is not None:
                    return known
            found = await connection.fetchrow(SQL["repository"], tenant_id, repo)
            if found is None:
                raise NotFound(f"Tenant {tenant!r} has no active repository named {repo!r}.")
            branch = (ref or found["default_branch"] or requests.REMOTE_HEAD).removeprefix(requests.HEADS)
            return await requests.add(
                connection, tenant_id, found["repository_id"], branch,
                full=full, trigger=trigger, idempotency_key=idempotency_key, run_id=run_id, pinned=pinned, delay=delay,
            )  # fmt: skip

    @crossing
    async def known(self, tenant: str, run_id: str) -> bool:
        """Whether the tenant has a run of this id."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id = await connection.fetchval(SQL["tenant_of_name"], tenant)
            if tenant_id is None:
                return False
            await enter(connection, tenant_id)
            return bool(await connection.fetchval(SQL["known"], tenant_id, _uuid(run_id)))

    @crossing
    async def claim(self, run_id: str, worker: str) -> Claim | None:
        """None if the run is settled: done, failed, or coalesced into another. Busy if another worker holds a live lease on the
        branch, the run is waiting for its retry, or the tenant is at its cap.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id = await connection.fetchval(SQL["run_tenant"], _uuid(run_id))
            if tenant_id is None:
                return None
            await enter(connection, tenant_id)
            if await self._quarantined(connection, tenant_id, run_id):
                return None
            row = await connection.fetchrow(SQL["claim"], tenant_id, run_id, worker, self._lease, self._cap)
            if row is None:
                await _refuse(connection, tenant_id, run_id)
                return None
            if row["repository_state"] != "active":
                await _abandon(connection, tenant_id, run_id, row)
                return None
            return await self._lead(connection, tenant_id, run_id, await self._with_base(connection, tenant_id, row))

    @crossing
    async def assist(self, run_id: str) -> Claim | None:
        """A copy of the leader's claim, for a worker that helps with part of the run; None if the run is not under way. It does
        not permit publishing, which is up to the holder of the lease.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id = await connection.fetchval(SQL["run_tenant"], _uuid(run_id))
            if tenant_id is None:
                return None
            await enter(connection, tenant_id)
            row = await connection.fetchrow(SQL["assist"], tenant_id, run_id)
            return None if row is None else await self._claim(connection, tenant_id, run_id, row, row["attempt"])

    @crossing
    async def renew(self, claim: Claim) -> None:
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            until = await connection.fetchval(SQL["renew"], *claim.graph, claim.fence, self._lease)
            if until is None:
                raise Fenced(_overtaken(claim))
            await connection.execute(SQL["postpone"], *claim.graph, until)

    @crossing
    async def progress(self, claim: Claim, stage: str, percent: int, done: int | None, known: int | None) -> None:
        """Ignored for an overtaken run, which notices when it renews or publishes."""
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id, lasting=False) as connection:
            await connection.execute(
                SQL["progress"], claim.tenant_id, claim.run_id, claim.fence, stage, percent, done, known
            )

    @crossing
    async def finish(self, claim: Claim, result: Mapping[str, Any]) -> float:
        """Settles the run and the runs coalesced into it with this result, and makes newer requests due at once. Returns the
        seconds since the oldest of the settled runs was requested.
        """
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            if await connection.fetchval(SQL["release"], *claim.graph, claim.fence, True, claim.seq) is None:
                raise Fenced(_overtaken(claim))
            return await _settle(connection, claim, "succeeded", json.dumps(result), None, None)

    @crossing
    async def fail(self, claim: Claim, error: Exception, retry_in: float | None) -> bool:
        """True: retried in `retry_in` seconds. False: failed for good, or overtaken."""
        code = error.code if isinstance(error, AetherError) else "unexpected"
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            if await connection.fetchval(SQL["release"], *claim.graph, claim.fence, False, claim.seq) is None:
                _log.info("run.overtaken", run_id=claim.run_id, fence=claim.fence)
                return False
            if retry_in is not None and claim.attempt < EXECUTIONS:
                await self._retry(connection, claim, code, str(error), retry_in)
                return True
            text = str(error)
            if retry_in is not None:
                code, text = (
                    "quarantined",
                    f"Given up after {claim.attempt} executions; the last one failed with: {text}",
                )
            await _settle(connection, claim, "failed", None, code, text)
            return False

    @crossing
    async def give_back(self, claim: Claim) -> None:
        """For a planned stop: restores the run to its state before the claim. Its message has `republish` seconds to be
        redelivered before the dispatcher publishes another.
        """
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            if await connection.fetchval(SQL["release"], *claim.graph, claim.fence, False, claim.seq) is None:
                return
            await connection.execute(SQL["give_back"], claim.tenant_id, claim.run_id)
            await connection.execute(SQL["next"], *claim.graph)
            await connection.execute(SQL["leave"], claim.tenant_id, claim.run_id, self._republish)

    @crossing
    async def release(self, tenant_id: int, run_id: str) -> None:
        """Requeues a failed or quarantined run with its attempts reset."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            row = await connection.fetchrow(SQL["reopen"], tenant_id, _uuid(run_id))
            if row is None:
                raise NotFound(f"There is no failed run {run_id}; see `aether run list`.")
            await connection.execute(SQL["announce"], run_id, tenant_id, row["graph_id"], row["seq"], "bulk", None)
            await connection.execute(SQL["notify"])

    @crossing
    async def due(self, limit: int) -> list[Due]:
        """Takes the newest unsettled run of each branch, of any tenant, that is neither leased nor waiting for a retry. It is due
        again only after the `republish` guard, so two dispatchers do no harm. Tenants at their cap are skipped.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            rows = await connection.fetch(SQL["due"], limit, self._republish, self._cap)
            return [Due(*row) for row in rows]

    @crossing
    async def listen(self, timeout: float) -> bool:  # noqa: ASYNC109 (the wait is the purpose)
        """True as soon as a run has been requested since the last call; False after `timeout` seconds. Only a hint."""
        return await self.bridge.woken(CHANNEL, timeout)

    @crossing
    async def backlog(self, tenant_id: int, most: int) -> int:
        """The number of the tenant's unsettled requests, at most `most`."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            found: int = await connection.fetchval(SQL["backlog"], tenant_id, most)
            return found

    @crossing
    async def queue_ages(self) -> list[QueueAge]:
        """For each queue, over all tenants."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            return [QueueAge(**row) for row in await connection.fetch(SQL["queue_ages"])]

    @crossing
    async def status(self, within: int | Scope, run_id: str) -> RunStatus:
        async with self.bridge.transaction(Role.READER, within) as connection:
            row = await connection.fetchrow(SQL["status"], tenant_of(within), _uuid(run_id))
        if row is None:
            raise NotFound(f"There is no task {run_id}.")
        return _status(dict(row))

    @crossing
    async def recent(
        self, within: int | Scope, repo: str | None = None, *,
        state: str | None = None, before: datetime | None = None, limit: int = 50,
    ) -> list[RunRow]:  # fmt: skip
        """Newest first, of one repository or of all."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            bounds = tenant_of(within), limit, state, before
            if repo is None:
                rows = await connection.fetch(SQL["recent"], *bounds)
            else:
                rows = await connection.fetch(SQL["recent_of"], *bounds, repo)
            return [RunRow(**row) for row in rows]

    @crossing
    async def states(self, within: int | Scope, run_ids: Collection[str]) -> dict[str, str]:
        """The state of each run, or of the run it was coalesced into; other tenants' runs are left out."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            rows = await connection.fetch(SQL["states"], tenant_of(within), list(run_ids))
            return {row["run_id"]: row["state"] for row in rows}

    async def _retry(self, connection: Connection, claim: Claim, code: str, text: str, retry_in: float) -> None:
        """Celery redelivers the message after the wait. If it is lost, the dispatcher publishes a new one a little later."""
        await connection.execute(SQL["retry"], claim.tenant_id, claim.run_id, code, text, retry_in)
        await connection.execute(SQL["next"], *claim.graph)
        await connection.execute(SQL["leave"], claim.tenant_id, claim.run_id, retry_in + self._republish)

    async def _with_base(self, connection: Connection, tenant_id: int, row: Any) -> dict[str, Any]:
        """The claimed row. A branch without a graph gets a copy of its base's. That may outlast the lease, which is renewed."""
        graph = Graph(tenant_id, row["graph_id"])
        if row["indexed_commit"] is not None or row["full_wanted"]:
            return dict(row)
        base = await start_from_base(connection, graph, row["repository_id"], row["default_branch"])
        until = await connection.fetchval(SQL["renew"], *graph, row["fence"], self._lease)
        return {**row, **base, "lease_until": until}

    async def _quarantined(self, connection: Connection, tenant_id: int, run_id: str) -> bool:
        graph_id = await connection.fetchval(SQL["quarantine"], tenant_id, run_id, EXECUTIONS)
        if graph_id is None:
            return False
        await connection.execute(SQL["forget"], tenant_id, run_id)
        await connection.execute(SQL["next"], tenant_id, graph_id)
        await notices.tell_given_up(connection, tenant_id, run_id)
        _log.error("run.quarantined", run_id=run_id, executions=EXECUTIONS)
        return True

    async def _lead(self, connection: Connection, tenant_id: int, run_id: str, row: Any) -> Claim:
        graph_id, seq = row["graph_id"], row["wanted_seq"]
        attempt = await connection.fetchval(SQL["start"], tenant_id, run_id, row["fence"])
        await connection.execute(SQL["coalesce"], tenant_id, graph_id, run_id, seq)
        await connection.execute(SQL["postpone"], tenant_id, graph_id, row["lease_until"])
        return await self._claim(connection, tenant_id, run_id, row, attempt)

    async def _claim(self, connection: Connection, tenant_id: int, run_id: str, row: Any, attempt: int) -> Claim:
        access = await of_hook(connection, self._keyring, tenant_id, row["hook_id"], row["path"])
        return Claim(
            run_id=run_id,
            tenant_id=tenant_id,
            tenant=await connection.fetchval(SQL["tenant_name"], tenant_id),
            seq=row["wanted_seq"],
            attempt=attempt,
            **access._asdict(),
            **{name: row[name] for name in _FROM_ROW},
        )


_FROM_ROW: Final = (
    "repository_id", "repo", "graph_id", "branch", "fence", "indexed_seq", "indexed_commit", "wanted_commit", "wanted_from", "full", "version",
    "default_branch", "source", "path", "pinned", "forge_id", "complete",
)  # fmt: skip


async def _refuse(connection: Connection, tenant_id: int, run_id: str) -> None:
    """Raises Busy with the reason; returns if the run was settled in the meantime."""
    holder = await connection.fetchrow(SQL["holder"], tenant_id, run_id)
    if holder is None:
        return
    branch = f"{holder['repo']} ({holder['branch']})"
    if not holder["leased"] and holder["waits"]:
        raise Busy(f"{branch} failed for a transient reason; it will be retried at {holder['not_before']:%X %Z}.")
    if not holder["leased"]:
        raise Busy(
            f"{branch} is waiting: its tenant has reached the limit of branches indexed at a time (AETHER_TENANT_RUNS)."
        )
    raise Busy(
        f"{branch} is being indexed by {holder['lease_owner'] or 'another worker'}; "
        "it will be free when that run ends or its lease expires."
    )


async def _abandon(connection: Connection, tenant_id: int, run_id: str, row: Any) -> None:
    text = f"Repository {row['repo']!r} is {row['repository_state']}; it is no longer indexed."
    await connection.execute(SQL["release"], tenant_id, row["graph_id"], row["fence"], False, 0)
    await connection.execute(
        SQL["settle"], tenant_id, run_id, "failed", None, "repository_inactive", text, row["wanted_seq"]
    )
    await connection.execute(SQL["forget"], tenant_id, run_id)


async def _settle(
    connection: Connection, claim: Claim, state: str, result: str | None, code: str | None, text: str | None
) -> float:
    """Settles the run; the seconds since the oldest of its requests."""
    settled = (claim.tenant_id, claim.run_id, state, result, code, text, claim.indexed_seq or 0)
    waited: float = await connection.fetchval(SQL["settle"], *settled)
    told = {"code": code, "error": text} if result is None else {"commit": json.loads(result).get("commit")}
    data = {"tenant": claim.tenant, "repo": claim.repo, "branch": claim.branch, "run_id": claim.run_id, "state": state}
    event = notices.RUN_FAILED if state == "failed" else notices.RUN_FINISHED
    await notices.tell(connection, claim.tenant_id, event, data | told)
    await connection.execute(SQL["forget"], claim.tenant_id, claim.run_id)
    await connection.execute(SQL["next"], *claim.graph)
    await connection.execute(SQL["notify"])
    return waited


def _overtaken(claim: Claim) -> str:
    return f"Run {claim.run_id} was overtaken by another claim of {claim.repo} ({claim.branch}); nothing was published."


def _uuid(run_id: str) -> str:
    return uuid(run_id, f"There is no task {run_id!r}.")


def _status(row: dict[str, Any]) -> RunStatus:
    result: dict[str, Any] | None = json.loads(row["result"]) if row["result"] else None
    state = _STATES[row["state"]]
    if state is TaskState.PENDING and row["attempt"]:
        state = TaskState.RETRY
    if state is TaskState.SUCCESS and result is not None and result.get("success") is False:
        state = TaskState.FAILURE
    if row["state"] == "failed":
        result = {"success": False, "error": row["error"], "code": row["error_code"]}
    info = {name: _plain(row[name]) for name in _INFO if row[name] is not None}
    return RunStatus(state, {"status": row["stage"], "progress": row["percent"], **info}, result)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


_STATES: Final = {
    "queued": TaskState.PENDING,
    "running": TaskState.PROGRESS,
    "succeeded": TaskState.SUCCESS,
    "failed": TaskState.FAILURE,
}
_INFO: Final = (
    "run_id", "repo", "branch", "trigger", "files_done", "files_known", "attempt", "error_code", "error", "not_before",
    "created_at", "started_at", "finished_at",
)  # fmt: skip
