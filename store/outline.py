"""An outline of a repository: its definitions ranked by use."""

from typing import Final, NamedTuple

from graph.model import Node
from store import rows, sql
from store.bridge import Bridge, crossing
from store.model import Answer, Scope
from store.view import view

SQL: Final = sql.load("outline")
MOST: Final = 2_000  # definitions


class Used(NamedTuple):
    node: Node
    uses: int  # incoming edges


class OutlineReader:
    def __init__(self, bridge: Bridge) -> None:
        self.bridge = bridge

    @crossing
    async def used(self, within: int | Scope, repo: str, *, branch: str | None = None, below: str = "") -> Answer[Used]:
        """Most used first. `below`: only definitions in this directory or file."""
        async with view(self.bridge, within, repo, branch) as here:
            found = await here.connection.fetch(SQL["used"], *here.graph, below, MOST + 1)
            items = [Used(rows.node(row), row["uses"]) for row in found[:MOST]]
            left_out = f"definitions after the first {MOST}" if len(found) > MOST else ""
            return await here.answer(items, (), left_out=left_out)
