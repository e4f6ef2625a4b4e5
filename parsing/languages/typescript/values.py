"""TypeScript's expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.languages.typescript.types import annotation

_VAGUE = frozenset({"", "<%const>", "const"})


def seen_as(expressions: Expressions, node: Node) -> str:
    """`x as T` is an instance of T, unless T tells nothing (`any`, `const`)."""
    value, told = nth(node), annotation(expressions, nth(node, 1))
    return expressions.of(value) if told in _VAGUE else terms.then(told, "()")


def asserted(expressions: Expressions, node: Node) -> str:
    """`<T>x`"""
    told = annotation(expressions, nth(node))
    return expressions.of(nth(node, 1)) if told in _VAGUE else terms.then(told, "()")
