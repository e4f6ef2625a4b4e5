"""Pull and merge requests: their queue, claims, and the stored answers.

A row is its own outbox: it is due while its answer is older than what is wanted. Claims, fences and retries work as for
runs, but a request takes no lease on a branch: it never waits for a push, and no push waits for it.
"""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

import msgspec
import structlog

from graph.errors import AetherError, Fenced, NotFound
from graph.intake import Pull
from store import sql
from store.access import of_hook
from store.bridge import Bridge, Connection, Role, crossing, enter
from store.change import Change
from store.keyring import Keyring
from store.model import Credential, Scope, tenant_of
from store.runs import EXECUTIONS

SQL: Final = {**sql.load("pulls"), "tenant_of_name": sql.load("runs")["tenant_of_name"]}
MOST: Final = 200  # requests in one list

_log = structlog.get_logger(__name__)


class DuePull(NamedTuple):
    tenant: str
    repo: str
    number: int


class PullClaim(NamedTuple):
    """The right to answer one request, until the lease ends or another claim raises the fence."""

    tenant_id: int
    tenant: str
    repository_id: int
    repo: str
    number: int
    base: str  # the branch it would be merged into
    head: str  # the commit named by the newest event
    fence: int
    seq: int
    attempt: int  # from 1
    source: str | None
    path: str | None
    forge_id: str | None
    forge: str | None
    base_url: str | None
    credential: Credential | None

    @property
    def key(self) -> tuple[int, int, int, int]:
        return self.tenant_id, self.repository_id, self.number, self.fence


class PullAnswer(NamedTuple):
    """What merging would change in the base. With `conflicts` (paths) there is no `change`: git cannot merge by itself."""

    base_commit: str  # the indexed one
    head_commit: str
    merge_base: str
    conflicts: Sequence[str]
    change: Change | None


class PullRow(NamedTuple):
    """An open request. If `waits`, the answer is for an earlier head or base, or there is none yet."""

    number: int
    base: str
    head: str
    told_at: datetime
    waits: bool
    base_moved: bool  # the base has since been indexed at another commit than the answer's
    answer: PullAnswer | None  # without its change in lists
    error_code: str | None
    error: str | None
    answered_at: datetime | None


class Pulls:
    def __init__(self, bridge: Bridge, keyring: Keyring, lease: float = 60.0, republish: float = 10.0) -> None:
        """`lease`, `republish`: seconds, as for `Runs`."""
        self.bridge = bridge
        self._keyring, self._lease, self._republish = keyring, lease, republish

    @crossing
    async def due(self, limit: int) -> list[DuePull]:
        """Takes one due request of each tenant that has none under way. It is due again only after `republish` seconds."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            return [DuePull(*row) for row in await connection.fetch(SQL["due"], limit, self._republish)]

    @crossing
    async def again(self, tenant_id: int, repo: str, number: int) -> None:
        """Requests a new answer, for the base as it is now."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            if await connection.fetchval(SQL["again"], tenant_id, repo, number) is None:
                raise _unknown(repo, number)

    @crossing
    async def claim(self, tenant: str, repo: str, number: int) -> PullClaim | None:
        """None if it is answered, closed or claimed by another worker."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            tenant_id = await connection.fetchval(SQL["tenant_of_name"], tenant)
            if tenant_id is None:
                return None
            await enter(connection, tenant_id)
            asked = tenant_id, repo, number
            if await connection.fetchval(SQL["give_up"], *asked, EXECUTIONS) is not None:
                _log.error("pull.quarantined", repo=repo, number=number, executions=EXECUTIONS)
                return None
            row = await connection.fetchrow(SQL["claim"], *asked, self._lease)
            return None if row is None else await self._claim(connection, asked, tenant, dict(row))

    @crossing
    async def renew(self, claim: PullClaim) -> None:
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            if await connection.fetchval(SQL["renew"], *claim.key, self._lease) is None:
                raise Fenced(f"Request {claim.number} of {claim.repo} was taken over by another worker, or closed.")

    @crossing
    async def answer(self, claim: PullClaim, found: PullAnswer) -> None:
        """Stores the answer, unless the claim was overtaken."""
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            told = (found.base_commit, found.head_commit, found.merge_base, [*found.conflicts], _packed(found.change))
            await connection.execute(SQL["answer"], *claim.key, claim.seq, *told)

    @crossing
    async def fail(self, claim: PullClaim, error: Exception, retry_in: float | None) -> bool:
        """True: retried in `retry_in` seconds. False: failed for good, and the error is its answer."""
        code = error.code if isinstance(error, AetherError) else "unexpected"
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            if retry_in is not None and claim.attempt < EXECUTIONS:
                await connection.execute(SQL["retry"], *claim.key, retry_in, code, str(error))
                return True
            await connection.execute(SQL["fail"], *claim.key, claim.seq, code, str(error))
            return False

    @crossing
    async def give_back(self, claim: PullClaim) -> None:
        """For a planned stop: undoes the claim, so that the attempt does not count."""
        async with self.bridge.transaction(Role.WORKER, claim.tenant_id) as connection:
            await connection.execute(SQL["give_back"], *claim.key)

    @crossing
    async def show(self, within: int | Scope, repo: str, number: int) -> PullRow:
        """A known open request with its full answer."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            row = await connection.fetchrow(SQL["kept"], tenant_of(within), repo, number, 1)
        if row is None:
            raise _unknown(repo, number)
        return _row(row)

    @crossing
    async def all(self, within: int | Scope, repo: str) -> list[PullRow]:
        """Highest numbers first, at most `MOST`."""
        async with self.bridge.transaction(Role.READER, within) as connection:
            tenant_id = tenant_of(within)
            if await connection.fetchval(SQL["repository"], tenant_id, repo) is None:
                raise NotFound(f"There is no repository named {repo!r}.")
            return [_row(row) for row in await connection.fetch(SQL["kept"], tenant_id, repo, None, MOST)]

    async def _claim(
        self, connection: Connection, asked: tuple[int, str, int], tenant: str, row: dict[str, Any]
    ) -> PullClaim:
        tenant_id, repo, number = asked
        access = await of_hook(connection, self._keyring, tenant_id, row.pop("hook_id"), row["path"])
        return PullClaim(tenant_id, tenant, repo=repo, number=number, **access._asdict(), **row)


async def want(connection: Connection, tenant_id: int, repository_id: int, pull: Pull) -> None:
    """Records an event. The transaction must already be inside the tenant."""
    state = "closed" if pull.closed else "open"
    row = tenant_id, repository_id, pull.number, pull.base, pull.head
    if await connection.fetchval(SQL["want"], *row, pull.told_at, state):
        await connection.execute(SQL["turn"], *row, state)


def _row(row: Any) -> PullRow:
    answered = row["base_commit"] is not None
    change = None if row["change"] is None else _unpacked(row["change"])
    told = (row["base_commit"], row["head_commit"], row["merge_base"], row["conflicts"], change)
    return PullRow(
        row["number"], row["base"], row["head"], row["told_at"], row["waits"],
        answered and row["base_commit"] != row["indexed_commit"], PullAnswer(*told) if answered else None,
        row["error_code"], row["error"], row["answered_at"],
    )  # fmt: skip


def _packed(change: Change | None) -> bytes | None:
    return None if change is None else zlib.compress(msgspec.json.encode(change), 1)


def _unpacked(kept: bytes) -> Change:
    return msgspec.json.decode(zlib.decompress(kept), type=Change)


def _unknown(repo: str, number: int) -> NotFound:
    return NotFound(
        f"No event has announced an open pull or merge request {number} of {repo!r}: the hook must ask for them, and the forge must send them."
    )
