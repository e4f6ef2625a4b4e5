"""The reconciler's side of the store: which remotes are due for a check, what is known about them, and the findings."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from graph.errors import (
    AccessDenied,
    AetherError,
    EmptyRepository,
    MirrorUnavailable,
    Moved,
    NotARepository,
    UnknownRevision,
)
from store import requests, sql
from store.access import of_hook
from store.bridge import Bridge, Connection, Role, crossing
from store.keyring import Keyring
from store.model import Credential
from store.repositories import learn_default

SQL: Final = sql.load("reconciler")
_FAILED: Final = 3600.0  # seconds before a permanently failed branch is requested again, unless it moves
_OF_THE_REMOTE: Final = [
    error.code for error in (AccessDenied, EmptyRepository, MirrorUnavailable, Moved, NotARepository, UnknownRevision)
]
_NAMES: Final = ("repo", "hook_id", "forge_id", "path", "default_branch", "failures", "branch_globs")


class KnownBranch(NamedTuple):
    name: str
    indexed_commit: str | None
    newest_commit: str | None
    under_way: bool
    failed_lately: bool


class Check(NamedTuple):
    """A repository whose remote is due for a check, and what is known about it."""

    tenant_id: int
    repository_id: int
    repo: str
    hook_id: str
    forge_id: str | None
    path: str | None
    default_branch: str | None
    failures: int
    branch_globs: Sequence[str] | None
    forge: str | None
    base_url: str | None
    credential: Credential | None
    branches: tuple[KnownBranch, ...]


class Planned(NamedTuple):
    """A repository of a hook whose forge can list all of its repositories."""

    tenant_id: int
    repository_id: int
    forge_id: str | None
    path: str | None
    default_branch: str | None
    checked_at: datetime | None  # when the remote itself last answered
    behind: bool  # some branch is not indexed at its newest known commit


class Findings(NamedTuple):
    """What checking the remote found."""

    default_branch: str | None
    wanted: Mapping[str, str]  # branch -> its commit on the remote
    gone: Sequence[str]  # branches deleted on the remote


class Checks:
    def __init__(self, bridge: Bridge, keyring: Keyring) -> None:
        self.bridge = bridge
        self._keyring = keyring

    @crossing
    async def take(self, limit: int, *, spread: float, guard: float) -> list[Check]:
        """Takes due checks of any tenant; two schedulers never get the same one. New repositories become due at a random
        moment within `spread` seconds. A check that is not settled within `guard` seconds is due again.
        """
        async with self.bridge.transaction(Role.WORKER) as connection:
            await connection.execute(SQL["plan"], spread)
            taken = [tuple(row) for row in await connection.fetch(SQL["take"], limit, guard)]
        return await self._all(taken)

    @crossing
    async def take_hook(self, hook_id: str, *, guard: float) -> list[Planned]:
        """Takes all scheduled checks of this hook's repositories, except of remotes that failed to answer."""
        async with self.bridge.transaction(Role.WORKER) as connection:
            return [Planned(*row) for row in await connection.fetch(SQL["take_hook"], hook_id, guard)]

    @crossing
    async def quiet(self, planned: Iterable[Planned], *, again_in: float) -> None:
        """Reschedules these, since nothing was pushed to them."""
        by_tenant: dict[int, list[int]] = {}
        for each in planned:
            by_tenant.setdefault(each.tenant_id, []).append(each.repository_id)
        for tenant_id, repositories in by_tenant.items():
            async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
                await connection.execute(SQL["quiet"], tenant_id, repositories, again_in)

    @crossing
    async def checks(self, planned: Sequence[Planned]) -> list[Check]:
        """The full data for checking their remotes."""
        return await self._all([(each.tenant_id, each.repository_id) for each in planned])

    @crossing
    async def found(self, check: Check, findings: Findings, *, again_in: float) -> list[str]:
        """Records the findings and requests runs for what differs; the ids of the runs."""
        place = check.tenant_id, check.repository_id
        async with self.bridge.transaction(Role.WORKER, check.tenant_id) as connection:
            if findings.default_branch not in {None, check.default_branch}:
                await learn_default(connection, *place, str(findings.default_branch))
            for branch in findings.gone:
                await connection.execute(SQL["retire"], *place, branch)
            runs = [
                await requests.add(connection, *place, branch, commit=commit, trigger="reconciler")
                for branch, commit in sorted(findings.wanted.items())
            ]
            await connection.execute(SQL["answered"], *place, again_in)
        return runs

    @crossing
    async def failed(self, check: Check, error: AetherError, *, again_in: float) -> None:
        async with self.bridge.transaction(Role.WORKER, check.tenant_id) as connection:
            await connection.execute(
                SQL["unanswered"], check.tenant_id, check.repository_id, again_in, error.code, str(error)
            )

    async def _all(self, places: Sequence[tuple[int, int]]) -> list[Check]:
        found = [await self._check(*place) for place in places]
        return [check for check in found if check is not None]

    async def _check(self, tenant_id: int, repository_id: int) -> Check | None:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            row = await connection.fetchrow(SQL["repository"], tenant_id, repository_id)
            if row is None:
                return None
            access = await of_hook(connection, self._keyring, tenant_id, row["hook_id"], row["path"])
            return Check(
                tenant_id=tenant_id,
                repository_id=repository_id,
                branches=await _branches(connection, tenant_id, repository_id),
                **access._asdict(),
                **{name: row[name] for name in _NAMES},
            )


async def _branches(connection: Connection, tenant_id: int, repository_id: int) -> tuple[KnownBranch, ...]:
    rows = await connection.fetch(SQL["branches"], tenant_id, repository_id, _FAILED, _OF_THE_REMOTE)
    return tuple(KnownBranch(**row) for row in rows)
