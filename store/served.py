"""Finds the repositories an event refers to, in every tenant its hook serves, and registers those its rule admits."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from graph import namespaces
from graph.intake import UNMAPPED, Hook
from store import requests, sql
from store.bridge import Connection, enter
from store.repositories import full

SQL: Final = sql.load("effects") | {"repository_of_hook": sql.load("intake")["repository_of_hook"]}
UNREGISTERED: Final = "repository is not registered with this hook"
FULL: Final = "the tenant has reached its limit of repositories"
INACTIVE: Final = "the repository is archived or suspended here"


class Served(NamedTuple):
    tenant_id: int
    repository_id: int
    branch_globs: Sequence[str] | None
    state: str
    default_branch: str | None


class Started(NamedTuple):
    tenant_id: int
    run_id: str


class Acted(NamedTuple):
    """The outcome of a want or an effect."""

    touched: bool = False  # it referred to something registered
    started: Sequence[Started] = ()
    reason: str = ""  # why nothing, or not all, was done

    def __add__(self, other: object) -> "Acted":
        if not isinstance(other, Acted):
            return NotImplemented
        return Acted(self.touched or other.touched, [*self.started, *other.started], other.reason or self.reason)


async def find(connection: Connection, hook: Hook, forge_id: str) -> list[Served]:
    return [Served(*row) for row in await connection.fetch(SQL["repository_of_hook"], hook.hook_id, forge_id)]


async def mapped(connection: Connection, hook: Hook) -> Mapping[str, int]:
    """The hook's namespace map. Leaves the transaction in the hook's own tenant."""
    await enter(connection, hook.tenant_id)
    rows = await connection.fetch(SQL["namespaces"], hook.tenant_id, hook.hook_id)
    return {row["namespace"]: row["target_tenant_id"] for row in rows}


async def register(
    connection: Connection, hook: Hook, forge_id: str, path: str, default_branch: str | None = None
) -> tuple[list[Served], str]:
    """The repository, if the hook's rule admits its path and its map names a tenant; else the reason."""
    tenant_id = namespaces.tenant_of(path, hook.tenant_id, await mapped(connection, hook))
    if tenant_id is None:
        return [], UNMAPPED
    if not namespaces.admits(await connection.fetchval(SQL["rule"], hook.tenant_id, hook.hook_id), path):
        return [], UNREGISTERED
    await enter(connection, tenant_id)
    if await full(connection, tenant_id) is not None:
        return [], FULL
    for name in namespaces.names(path, forge_id):
        row = tenant_id, name, hook.hook_id, forge_id, path, default_branch
        if await connection.fetchval(SQL["register"], *row) is not None:
            break
    return await find(connection, hook, forge_id), ""  # also finds it if a concurrent delivery registered it


async def index(connection: Connection, served: Served) -> list[Started]:
    """Requests runs for every indexed branch, or else for the default branch."""
    await enter(connection, served.tenant_id)
    branches = await requests.known_branches(connection, served.tenant_id, served.repository_id, served.default_branch)
    return [await start(connection, served, branch) for branch in branches]


async def start(
    connection: Connection, served: Served, branch: str, commit: str | None = None, before: str | None = None
) -> Started:
    run_id = await requests.add(
        connection, served.tenant_id, served.repository_id, branch, commit=commit, before=before, trigger="webhook"
    )
    return Started(served.tenant_id, run_id)
