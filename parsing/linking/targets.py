"""The nodes that values, and names, stand for."""

from typing import TYPE_CHECKING

from graph.facts import Item
from graph.identity import node_id
from parsing.linking import overloads
from parsing.linking.values import Value

if TYPE_CHECKING:
    from parsing.linking.reads import Reads

_NODES = frozenset(
    {"class", "interface", "trait", "struct", "enum", "union", "function", "method", "type_alias"}
)  # fmt: skip


class Targets:
    """Of one owner's reads, each asked once."""

    def __init__(self, reads: "Reads") -> None:
        self._reads = reads
        self._nodes: dict[tuple[str, str], int] = {}  # (path, qualname) -> node id, 0 where it has none

    def of(self, value: Value) -> int:
        """The node of a class or function, 0 where it has none (lambdas, what lies outside)."""
        if value.kind not in {"class", "function"}:
            return 0
        named = (value.path, value.name)
        known = self._nodes.get(named)
        if known is None:
            item = self._reads.item(*named)
            known = target(*named, item) if item is not None and item.kind in _NODES else 0
            self._nodes[named] = known
        return known


def target(path: str, name: str, item: Item) -> int:
    return node_id(path, item.kind, overloads.plain(name), item.ordinal)
