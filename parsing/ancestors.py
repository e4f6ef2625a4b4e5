"""The parents of syntax nodes, found without a descent from the root each time."""

from tree_sitter import Node


class Ancestors:
    """Of one tree. `Node.parent` descends from the root on every call: along a chain of 10,000 calls that is quadratic.
    Here the descent starts at the innermost node on the last path that also encloses this one.
    """

    def __init__(self, root: Node) -> None:
        self._parents: dict[int, Node] = {}
        self._path = [root]

    def parent(self, node: Node) -> Node | None:
        if node.id not in self._parents:
            if node.start_byte == node.end_byte:  # the position of an empty node does not tell what encloses it
                return node.parent
            self._descend(node)
        return self._parents.get(node.id)

    def _descend(self, node: Node) -> None:
        path, start, end = self._path, node.start_byte, node.end_byte
        while len(path) > 1 and not _is_within(start, end, path[-1]):
            path.pop()
        inner = path[-1].child_with_descendant(node)
        while inner is not None:
            self._parents[inner.id] = path[-1]
            if inner.id == node.id:
                return
            path.append(inner)
            inner = inner.child_with_descendant(node)


def _is_within(start: int, end: int, around: Node) -> bool:
    """Whether the range is a proper part of the node's: of two nodes with equal ranges either may be the parent."""
    before, behind = around.start_byte, around.end_byte
    return before <= start and end <= behind and (before < start or end < behind)
