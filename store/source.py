"""Locates a definition's source code. The code itself is never in PostgreSQL, only in the mirrors."""

from typing import Final, NamedTuple

from graph.errors import NotFound
from store import sql
from store.bridge import Bridge, crossing
from store.model import Scope
from store.view import view

SQL: Final = sql.load("source")


class Written(NamedTuple):
    tenant_id: int
    repository_id: int
    commit: str
    blob: str
    path: str
    first_line: int  # the first decorator's
    end_line: int


class SourceReader:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def written(self, within: int | Scope, repo: str, node_id: int, *, branch: str | None = None) -> Written:
        """NotFound if the node is not in the graph or belongs to no file."""
        async with view(self.bridge, within, repo, branch) as here:
            row = await here.connection.fetchrow(SQL["written"], *here.graph, node_id)
        if row is None:
            raise NotFound("There is no such node in this graph, or it belongs to no file.")
        first, end = (row["first_line"], row["end_line"]) if row["start_line"] else (1, 1)
        whole = here.graph.tenant_id, row["repository_id"], row["indexed_commit"], row["blob"].hex(), row["path"]
        return Written(*whole, first, end)
