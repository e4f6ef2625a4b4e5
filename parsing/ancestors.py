"""What stands around a node."""

from tree_sitter import Node


class Ancestors:
    """Of one tree. `Node.parent` comes down from the root each time: asked along a row of 10,000 calls of each other's results it
    takes the square of their number. Here it comes down from the node that was asked last, as far as that is around this one, too.
    """

    def __init__(self, root: Node) -> None:
        self._parents: dict[int, Node] = {}
        self._path = [root]

    def parent(self, node: Node) -> Node | None:
        if node.id not in self._parents:
            if node.start_byte == node.end_byte:  # its place does not say what it is in
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
    """Whether what begins and ends there is a part of the node, and not all of it, which could be either around the other."""
    before, behind = around.start_byte, around.end_byte
    return before <= start and end <= behind and (before < start or end < behind)
