"""Anonymous functions without a parameter list: those that `_` makes of its expression, and `{ case x => y }`."""

from collections.abc import Iterator

from tree_sitter import Node

from parsing.expressions import Expressions

_CASES = frozenset({"case_block", "indented_cases"})
_WITH_SUBJECT = frozenset({"match_expression", "catch_clause"})
# Nodes through which `_` reaches an enclosing expression: the field that holds it, '' for any.
_SPINE = {
    "field_expression": "value",
    "call_expression": "function",
    "generic_function": "function",
    "infix_expression": "",
    "prefix_expression": "",
    "match_expression": "value",
}
_FUNCTIONS = frozenset({"field_expression", "call_expression", "infix_expression"})
_SHORT = 300  # bytes; the text of a longer expression is not searched for each of its parts


def is_function(expressions: Expressions, node: Node) -> bool:
    """Whether the node is an anonymous function without syntax of its own."""
    is_short = node.end_byte - node.start_byte <= _SHORT
    if is_short and node.type in _FUNCTIONS and "_" not in expressions.text(node):
        return False  # the usual case, since every member and call is asked
    around = expressions.parent(node)
    if around is None:
        return False
    if node.type in _CASES:
        return around.type not in _WITH_SUBJECT
    return node.type in _FUNCTIONS and not _reaches(node, around) and next(_inside(node), None) is not None


def names(node: Node) -> list[str]:
    """The names of its parameters."""
    return ["_0"] if node.type in _CASES else [_numbered(place) for place, _ in enumerate(_inside(node))]


def name(expressions: Expressions, wildcard: Node) -> str:
    """The parameter of the enclosing function that this `_` stands for."""
    if wildcard.id not in expressions.numbered:
        inside = _inside(_function_around(expressions, wildcard))
        expressions.numbered |= {each.id: _numbered(place) for place, each in enumerate(inside)}
    return expressions.numbered.setdefault(wildcard.id, "")


def _function_around(expressions: Expressions, wildcard: Node) -> Node:
    node, around = wildcard, expressions.parent(wildcard)
    if around is not None and around.type == "arguments":
        node, around = around, expressions.parent(around)
        if around is not None:
            node, around = around, expressions.parent(around)
    while around is not None and _reaches(node, around):
        node, around = around, expressions.parent(around)
    return node


def _numbered(place: int) -> str:
    return f"_{place}"


def _reaches(node: Node, around: Node) -> bool:
    field = _SPINE.get(around.type)
    return field == "" or (field is not None and around.child_by_field_name(field) == node)


def _inside(node: Node) -> Iterator[Node]:
    """Each `_` of the function that the node would be, in order. Iterative, as a chain of operators has no limit."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if each.type == "wildcard":
            yield each
        else:
            waiting += reversed(_reached(each))


def _reached(node: Node) -> list[Node]:
    field = _SPINE.get(node.type)
    if field is None:
        return []
    reached = [node.child_by_field_name(field)] if field else node.named_children
    listed = node.child_by_field_name("arguments") if node.type == "call_expression" else None
    given = listed.named_children if listed is not None and listed.type == "arguments" else []
    return [*filter(None, reached), *(each for each in given if each.type == "wildcard")]
