"""Names that are only read: neither called, nor bound, nor part of a type."""

from tree_sitter import Node

from parsing.expressions import Expressions, nth

MOST = 1000  # a container with more elements is data
_NAMES = frozenset({"identifier", "attribute"})


def names(expressions: Expressions, node: Node) -> list[Node]:
    """The names that are read directly inside a node."""
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
        return []  # usually a union type
    return list(node.named_children)


def _subscript(expressions: Expressions, node: Node) -> list[Node | None]:
    """The subscripted value, and keys named like constants: any other key may be a type argument."""
    keys = node.children_by_field_name("subscript")
    constants = [key for key in keys if len(text := expressions.text(key)) > 1 and text.isupper()]
    return [node.child_by_field_name("value"), *constants]
