"""Requests to index a branch: raises the wanted state, adds a run and wakes the dispatcher. For the receiver and `Runs`."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

from store import sql
from store.bridge import Connection

SQL: Final = sql.load("runs")
HEADS: Final = "refs/heads/"
REMOTE_HEAD: Final = "HEAD"  # stands for the default branch until it is known


def wanted_branch(ref: str, default: str | None, globs: Sequence[str] | None) -> str | None:
    """The branch of an event's full ref, or None if the branch policy excludes it. While the default branch is unknown every
    branch is accepted: better one graph too many than a lost push.
    """
    if not ref.startswith(HEADS):
        return None
    branch = ref.removeprefix(HEADS)
    if globs is not None:
        return branch if any(fnmatchcase(branch, glob) for glob in globs) else None
    return branch if default is None or branch == default else None


async def known_branches(connection: Connection, tenant_id: int, repository_id: int, default: str | None) -> list[str]:
    """The branches a request without a ref stands for: every indexed one, else the default branch, else the remote's HEAD."""
    rows = await connection.fetch(SQL["branches"], tenant_id, repository_id)
    return [row["name"] for row in rows] or [default or REMOTE_HEAD]


async def add(
    connection: Connection,
    tenant_id: int,
    repository_id: int,
    branch: str,
    *,
    commit: str | None = None,
    before: str | None = None,
    full: bool = False,
    trigger: str,
    idempotency_key: str | None = None,
    run_id: str | None = None,
    pinned: str | None = None,
    delay: float = 0,
) -> str:
    """The id of the new run. The transaction must already be inside the tenant. `commit`, `before`: where the branch is and
    was, according to an event; `run_id`: chosen by the caller; `pinned`: the commit to index instead of the branch's head;
    `delay`: seconds before a dispatcher may take the run.
    """
    made: str = await connection.fetchval(
        SQL["want"],
        *(tenant_id, repository_id, branch, commit, full, before),
        *(trigger, idempotency_key, run_id, pinned, delay),
    )
    return made
