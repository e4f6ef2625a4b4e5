"""Where names stand that are only read: neither called, bound, nor part of a type."""

from tree_sitter import Node

from parsing.expressions import Expressions, nth

MOST = 1000  # elements of a container; one that has more is data
_NAMES = frozenset({"identifier", "attribute"})


def names(expressions: Expressions, node: Node) -> list[Node]:
    """The names right inside a node that are read there."""
    return [child for child in _children(expressions, node) if child is not None and child.type in _NAMES]


def _children(expressions: Expressions, node: Node) -> list[Node | None]:
    kind = node.type
    if kind == "call":
        node = node.child_by_field_name("arguments") or node
    if node.named_child_count > MOST:
        return []
    if kind == "dictionary":
        return [part for pair in node.named_children if pair.type == "pair" for part in pair.named_children]
    if kind == "as_pattern":
        return [nth(node)]
    if kind == "subscript":
        return _subscript(expressions, node)
    if kind == "binary_operator" and (operator := node.child_by_field_name("operator")) and operator.type == "|":
        return []  # mostly a type
    return list(node.named_children)


def _subscript(expressions: Expressions, node: Node) -> list[Node | None]:
    """What is asked, and keys that are constants by their name: any other may be an argument of a type."""
    keys = node.children_by_field_name("subscript")
    constants = [key for key in keys if len(text := expressions.text(key)) > 1 and text.isupper()]
    return [node.child_by_field_name("value"), *constants]
