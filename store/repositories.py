"""Registered repositories and their branches."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from graph.errors import Conflict, NotFound, Refused
from graph.namespaces import names
from store.bridge import Bridge, Connection, Role, crossing
from store.housekeeping import Housekeeping
from store.model import Scope, tenant_of
from store.tenants import SQL, named


class Repository(NamedTuple):
    repository_id: int
    name: str
    hook_id: str | None
    forge_id: str | None
    path: str | None
    source: str | None
    default_branch: str | None
    branch_globs: Sequence[str] | None
    visibility: str | None
    state: str
    created_at: datetime


class Branch(NamedTuple):
    graph_id: int
    name: str
    state: str
    indexed_commit: str | None
    indexed_at: datetime | None
    wanted_commit: str | None
    newest_commit: str | None
    newest_at: datetime | None
    behind: bool
    nodes_total: int
    edges_total: int
    version: str
    lease_owner: str | None
    lease_until: datetime | None
    run_id: str | None  # the newest run that was not coalesced
    run_state: str | None


class Repositories:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def add(
        self,
        tenant_id: int,
        name: str,
        *,
        hook_id: str | None = None,
        forge_id: str | None = None,
        path: str | None = None,
        source: str | None = None,
        default_branch: str | None = None,
        branch_globs: Sequence[str] | None = None,
    ) -> int:
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _leave_room(connection, tenant_id)
            repository_id: int | None = await connection.fetchval(
                SQL["add_repository"], tenant_id, named(name, "repository"), hook_id, forge_id, path, source,
                default_branch, branch_globs,
            )  # fmt: skip
        if repository_id is None:
            raise Conflict(f"A repository named {name!r}, or with this hook and id, is already registered.")
        return repository_id

    @crossing
    async def ensure(self, tenant_id: int, name: str, source: str) -> int:
        """The repository of this name, created if needed, with this local path or URL as its source."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            reused = tenant_id, named(name, "repository"), source
            repository_id: int | None = await connection.fetchval(SQL["reuse_repository"], *reused)
            if repository_id is None:
                await _leave_room(connection, tenant_id)
                added = tenant_id, name, None, None, None, source, None, None
                repository_id = await connection.fetchval(SQL["add_repository"], *added)
        if repository_id is None:
            raise Conflict(
                f"Repository {name!r} belongs to a hook, so its content comes from the forge. Choose another name."
            )
        return repository_id

    @crossing
    async def adopt(
        self,
        tenant_id: int,
        hook_id: str,
        forge_id: str,
        path: str,
        *,
        default_branch: str | None,
        visibility: str | None,
    ) -> str:
        """Registers it under the first free id derived from its path; the id."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _leave_room(connection, tenant_id)
            for name in names(path, forge_id):
                row = tenant_id, name, hook_id, forge_id, path, None, default_branch, None
                repository_id = await connection.fetchval(SQL["add_repository"], *row)
                if repository_id is not None:
                    await connection.execute(SQL["set_visibility"], tenant_id, repository_id, visibility)
                    return name
        raise Conflict(f"{path} is already registered.")

    @crossing
    async def all(self, within: int | Scope) -> list[Repository]:
        async with self.bridge.transaction(Role.READER, within) as connection:
            return [Repository(**row) for row in await connection.fetch(SQL["repositories"], tenant_of(within), None)]

    @crossing
    async def show(self, within: int | Scope, name: str) -> Repository:
        async with self.bridge.transaction(Role.READER, within) as connection:
            return await _show(connection, tenant_of(within), name)

    @crossing
    async def branches(self, within: int | Scope, name: str) -> list[Branch]:
        async with self.bridge.transaction(Role.READER, within) as connection:
            await _show(connection, tenant_of(within), name)
            return [Branch(**row) for row in await connection.fetch(SQL["branches"], tenant_of(within), name)]

    @crossing
    async def archive(self, tenant_id: int, name: str) -> None:
        """Stops indexing it. Its graph can still be queried."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _set_state(connection, tenant_id, name, "archived")

    @crossing
    async def restore(self, tenant_id: int, name: str) -> None:
        """Resumes indexing an archived repository."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await _set_state(connection, tenant_id, name, "active")

    def remove(self, tenant_id: int, name: str) -> int:
        """Deletes the repository with its graphs, runs and deliveries, in bounded batches; the number of rows. If interrupted,
        it is already invisible, and housekeeping deletes the rest.
        """
        housekeeping = Housekeeping(self.bridge)
        return housekeeping.purge(tenant_id, housekeeping.close_repository(tenant_id, name)).total()

    @crossing
    async def rename(self, tenant_id: int, repository_id: int, path: str) -> None:
        """Records its new owner/name at the forge."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(SQL["rename_repository"], tenant_id, repository_id, path)

    @crossing
    async def look_soon(self, tenant_id: int, repository_id: int, seconds: float) -> None:
        """Makes the reconciler check the remote within `seconds`, if it tracks the repository."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await connection.execute(SQL["look_soon"], tenant_id, repository_id, seconds)

    @crossing
    async def learn_default(self, tenant_id: int, repository_id: int, branch: str) -> None:
        """Records the remote's default branch. A graph that was indexed as its HEAD takes the name."""
        async with self.bridge.transaction(Role.WORKER, tenant_id) as connection:
            await learn_default(connection, tenant_id, repository_id, branch)


async def learn_default(connection: Connection, tenant_id: int, repository_id: int, branch: str) -> None:
    await connection.execute(SQL["learn_default"], tenant_id, repository_id, branch)
    await connection.execute(SQL["name_head"], tenant_id, repository_id, branch)


async def _leave_room(connection: Connection, tenant_id: int) -> None:
    """Refuses one repository too many. Two concurrent requests may exceed the limit by one."""
    most = await full(connection, tenant_id)
    if most is not None:
        raise Refused(
            f"This tenant has {most} repositories registered, which is its limit. Remove one, or ask the operator "
            "to raise the limit (`aether tenant limit`)."
        )


async def full(connection: Connection, tenant_id: int) -> int | None:
    """The tenant's limit if it is reached, else None."""
    most: int | None = await connection.fetchval(SQL["full"], tenant_id)
    return most


async def _show(connection: Connection, tenant_id: int, name: str) -> Repository:
    row = await connection.fetchrow(SQL["repositories"], tenant_id, name)
    if row is None:
        raise NotFound(f"There is no repository named {name!r}.")
    return Repository(**row)


async def _set_state(connection: Connection, tenant_id: int, name: str, state: str) -> None:
    if await connection.fetchval(SQL["set_repository_state"], tenant_id, name, state) is None:
        raise NotFound(f"There is no repository named {name!r}.")
