"""A request to index: raise what is wanted, add the run, wake the dispatcher. Used by the receiver and by `Runs`."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Final

from store import sql
from store.bridge import Connection

SQL: Final = sql.load("runs")
HEADS: Final = "refs/heads/"
REMOTE_HEAD: Final = "HEAD"  # stands for the default branch until it is known


def wanted_branch(ref: str, default: str | None, globs: Sequence[str] | None) -> str | None:
    """The branch that an event's full ref moves, or None where the policy does not index it. While the default branch is
    unknown every branch is taken: better one graph too many than a push lost.
    """
    if not ref.startswith(HEADS):
        return None
    branch = ref.removeprefix(HEADS)
    if globs is not None:
        return branch if any(fnmatchcase(branch, glob) for glob in globs) else None
    return branch if default is None or branch == default else None


async def known_branches(connection: Connection, tenant_id: int, repository_id: int, default: str | None) -> list[str]:
    """What a request without a ref means: every indexed branch, else the default branch, else the remote's HEAD."""
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
    """The id of the new run. The transaction must already be inside the tenant. `commit`, `before`: where an event says that
    the branch is, and was until then; `run_id`: one that the caller has chosen;
    `pinned`: the commit to index in place of what the branch is at; `delay`: seconds before a dispatcher may take the run.
    """
    made: str = await connection.fetchval(
        SQL["want"],
        *(tenant_id, repository_id, branch, commit, full, before),
        *(trigger, idempotency_key, run_id, pinned, delay),
    )
    return made
