"""A branch indexed for the first time starts as a copy of another branch's graph, made inside PostgreSQL; its first run is
then an ordinary delta. Why a copy: docs/decisions/0013-branches-are-copies.md.
"""

from typing import Any, Final

from store import sql
from store.bridge import Connection
from store.model import Graph
from store.publish import LISTED, salt
from store.publish import SQL as PUBLISH

SQL: Final = sql.load("branching")


async def start_from_base(
    connection: Connection, graph: Graph, repository_id: int, default_branch: str | None
) -> dict[str, Any]:
    """Copies the base branch's graph to a branch that has none. Returns the claim's fields that change with it, or nothing if
    there is no base to copy.
    """
    base = await connection.fetchval(SQL["base"], graph.tenant_id, repository_id, graph.graph_id, default_branch)
    if base is None:
        return {}
    turn = salt(base) ^ salt(graph.graph_id)
    row: Any = await connection.fetchrow(SQL["copy"], graph.tenant_id, base, graph.graph_id, turn)
    if row["size"] > LISTED:
        await connection.execute(PUBLISH["refresh"])
    known = {name: row[name] for name in ("indexed_commit", "version", "complete")}
    return {**known, "full": False}
