"""The graph nodes that values and names stand for."""

from typing import TYPE_CHECKING

from graph.facts import Item
from graph.identity import node_id
from parsing.linking import declarations, overloads
from parsing.linking.values import Value

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_NODES = frozenset(
    {"class", "interface", "trait", "struct", "enum", "union", "function", "method", "type_alias"}
)  # fmt: skip


class Targets:
    """The targets of one owner, memoised."""

    def __init__(self, evaluator: "Evaluator") -> None:
        self._evaluator = evaluator
        self._nodes: dict[tuple[str, str], int] = {}  # (path, qualname) -> node id, 0 if it has none

    def of(self, value: Value) -> int:
        """The node of a class or function; 0 if it has none (lambdas, external names)."""
        if value.kind not in {"class", "function"}:
            return 0
        named = (value.path, value.name)
        known = self._nodes.get(named)
        if known is None:
            value = declarations.defined(self._evaluator, value)
            item = self._evaluator.reads.item(value.path, value.name)
            known = target(value.path, value.name, item) if item is not None and item.kind in _NODES else 0
            self._nodes[named] = known
        return known

    def named(self, node: int) -> tuple[str, str] | None:
        """The file and name of a node that was looked up before; for a declaration, those of its definition."""
        found = [each for each, known in self._nodes.items() if known == node]
        return found[-1] if found else None


def target(path: str, name: str, item: Item) -> int:
    return node_id(path, item.kind, overloads.plain(name), item.ordinal)
