"""C's expressions that need more than a row in the table of shapes."""

import re

from tree_sitter import Node

from parsing import terms
from parsing.arguments import ARGUMENTS
from parsing.expressions import Expressions
from parsing.languages.c import types

_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||", "and", "or"})
_CALLED = re.compile(r"(?<![.>\w:])([A-Za-z_]\w*)\s*\(")
_WORDS = frozenset(
    [
        "if",
        "while",
        "for",
        "switch",
        "return",
        "sizeof",
        "defined",
        "do",
        "typeof",
        "alignof",
        "_Generic",
        "__typeof__",
        "__attribute__",
    ]
)
MOST = 8  # calls followed in a macro's replacement text


def arguments(expressions: Expressions, node: Node | None) -> str:
    """`x,?,y`: an unknown or overlong argument keeps its position, since overload resolution counts arguments."""
    listed = [child for child in node.named_children if child.type != "comment"] if node is not None else []
    given = [expressions.of(each) or "?" for each in listed]
    text = ",".join(given)
    return text if len(text) <= ARGUMENTS else ",".join(each if len(each) * len(given) <= ARGUMENTS else "?" for each in given)  # fmt: skip


def call(expressions: Expressions, node: Node) -> str:
    callee = expressions.of(node.child_by_field_name("function"))
    return terms.then(callee, f"({arguments(expressions, node.child_by_field_name('arguments'))})")


def member(expressions: Expressions, node: Node) -> str:
    """`x.f` and `p->f`."""
    name = node.child_by_field_name("field")
    written = expressions.text(name) if name is not None else ""
    return terms.then(expressions.of(node.child_by_field_name("argument")), f".{written}") if written.isidentifier() else ""  # fmt: skip


def element(expressions: Expressions, node: Node) -> str:
    return terms.then(expressions.of(node.child_by_field_name("argument")), "[?]")


def binary(expressions: Expressions, node: Node) -> str:
    operator = node.child_by_field_name("operator")
    if operator is not None and expressions.text(operator) in _COMPARISONS:
        return "<'bool>"
    return expressions.of(node.child_by_field_name("left")) or expressions.of(node.child_by_field_name("right"))


def number(expressions: Expressions, node: Node) -> str:
    text = expressions.text(node).lower()
    return "<'double>" if "." in text and not text.startswith("0x") else "<'int>"


def made(expressions: Expressions, node: Node) -> str:
    return terms.then(types.annotation(expressions, node.child_by_field_name("type")), "()")


def expansion(expressions: Expressions, node: Node) -> str:
    """The functions called in a macro's replacement text, as alternatives."""
    value, listed = node.child_by_field_name("value"), node.child_by_field_name("parameters")
    if node.type != "preproc_function_def" or value is None:
        return ""
    own = {expressions.text(each) for each in (listed.named_children if listed is not None else ())}
    called = [name for name in _CALLED.findall(expressions.text(value)) if name not in _WORDS | own]
    return terms.either(list(dict.fromkeys(called))[:MOST])
