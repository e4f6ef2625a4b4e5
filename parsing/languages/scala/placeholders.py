"""Functions without a name: those that `_` makes of the expression around it, and `{ case x => y }`."""

from collections.abc import Iterator

from tree_sitter import Node

from parsing.expressions import Expressions

_CASES = frozenset({"case_block", "indented_cases"})
_WITH_SUBJECT = frozenset({"match_expression", "catch_clause"})
# Where `_` reaches through to what stands around: the field that holds it, '' for any.
_SPINE = {
    "field_expression": "value",
    "call_expression": "function",
    "generic_function": "function",
    "infix_expression": "",
    "prefix_expression": "",
    "match_expression": "value",
}
_FUNCTIONS = frozenset({"field_expression", "call_expression", "infix_expression"})


def is_function(expressions: Expressions, node: Node) -> bool:
    """Whether the node is a function without a name, one that no word says."""
    if node.type in _FUNCTIONS and "_" not in expressions.text(node):
        return False  # as most, for every member and call is asked
    around = node.parent
    if around is None:
        return False
    if node.type in _CASES:
        return around.type not in _WITH_SUBJECT
    return node.type in _FUNCTIONS and not _reaches(node, around) and next(_inside(node), None) is not None


def names(node: Node) -> list[str]:
    """Of its parameters."""
    return ["_0"] if node.type in _CASES else [_numbered(place) for place, _ in enumerate(_inside(node))]


def name(wildcard: Node) -> str:
    """Which parameter `_` is of the function around it."""
    node, around = wildcard, wildcard.parent
    if around is not None and around.type == "arguments":
        node, around = around, around.parent
        if around is not None:
            node, around = around, around.parent
    while around is not None and _reaches(node, around):
        node, around = around, around.parent
    return next((_numbered(place) for place, each in enumerate(_inside(node)) if each.id == wildcard.id), "")


def _numbered(place: int) -> str:
    return f"_{place}"


def _reaches(node: Node, around: Node) -> bool:
    field = _SPINE.get(around.type)
    return field == "" or (field is not None and around.child_by_field_name(field) == node)


def _inside(node: Node) -> Iterator[Node]:
    """Each `_` of the function that the node would be, in order. Operators may lie inside each other to any depth."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type == "wildcard":
            yield each
        field = _SPINE.get(each.type)
        if field is None:
            continue
        reached = [each.child_by_field_name(field)] if field else each.named_children
        listed = each.child_by_field_name("arguments") if each.type == "call_expression" else None
        given = listed.named_children if listed is not None and listed.type == "arguments" else ()
        waiting += reversed([*filter(None, reached), *(child for child in given if child.type == "wildcard")])
