"""The contextual type of a function or an object literal: `const f: T = (x) => ...`, `return { m(x) {} }`."""

from collections.abc import Callable

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.languages.javascript import documented
from parsing.languages.javascript.values import name_of

_DEEPEST = 8  # nesting of object literals
_SIGNED = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)


def declared(expressions: Expressions, node: Node, depth: int = 0) -> str:
    """An instance of the type that the context declares for the node; '' if it declares none."""
    if node.type == "method_definition":
        return _member(expressions, node, node.child_by_field_name("name"), depth)
    around = node.parent
    how = _PLACES.get(around.type) if around is not None and depth < _DEEPEST else None
    return how(expressions, around, node, depth + 1) if how is not None and around is not None else ""


def _inner(expressions: Expressions, around: Node, _: Node, depth: int) -> str:
    return declared(expressions, around, depth)


def _seen_as(expressions: Expressions, around: Node, _: Node, __: int) -> str:
    return terms.then(expressions.language.annotation(expressions, nth(around, 1)), "()")


def _bound(expressions: Expressions, around: Node, node: Node, _: int) -> str:
    if around.child_by_field_name("value") != node:
        return ""
    told = expressions.language.annotation(expressions, around.child_by_field_name("type"))
    return terms.then(told or documented.declared(expressions, around), "()")


def _pair(expressions: Expressions, around: Node, node: Node, depth: int) -> str:
    key = around.child_by_field_name("key")
    return _member(expressions, around, key, depth) if key != node else ""


def _member(expressions: Expressions, node: Node, key: Node | None, depth: int) -> str:
    written, name = node.parent, name_of(expressions, key) if key is not None else ""
    if written is None or written.type != "object" or not name.replace("$", "_").isidentifier():
        return ""
    return terms.then(declared(expressions, written, depth), f".{name}")


def _element(expressions: Expressions, around: Node, _: Node, depth: int) -> str:
    return terms.then(declared(expressions, around, depth), "[*]")


def _branch(expressions: Expressions, around: Node, node: Node, depth: int) -> str:
    return declared(expressions, around, depth) if around.child_by_field_name("condition") != node else ""


def _body(expressions: Expressions, around: Node, node: Node, _: int) -> str:
    return _result(expressions, around) if around.child_by_field_name("body") == node else ""


def _returned(expressions: Expressions, around: Node, _: Node, __: int) -> str:
    function = around.parent
    while function is not None and function.type not in _SIGNED:
        function = function.parent
    return _result(expressions, function) if function is not None else ""


def _result(expressions: Expressions, function: Node) -> str:
    told = expressions.language.annotation(expressions, function.child_by_field_name("return_type"))
    given = terms.then(told or documented.returned(expressions, function), "()")
    return terms.then(given, "[!]") if any(child.type == "async" for child in function.children[:3]) else given


_PLACES: dict[str, Callable[[Expressions, Node, Node, int], str]] = {
    "parenthesized_expression": _inner,
    "as_expression": _seen_as,
    "satisfies_expression": _seen_as,
    "variable_declarator": _bound,
    "public_field_definition": _bound,
    "pair": _pair,
    "array": _element,
    "ternary_expression": _branch,
    "arrow_function": _body,
    "return_statement": _returned,
}
