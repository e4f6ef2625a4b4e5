"""Go's expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.languages.go import types

_MAKING = frozenset({"new", "make"})
_TRANSPARENT = frozenset({"&", "*", "-", "+", "^"})


def call(expressions: Expressions, node: Node) -> str:
    """`new(T)` and `make(T)` give an instance of T."""
    function, arguments = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is not None and arguments is not None and expressions.text(function) in _MAKING:
        return terms.then(types.annotation(expressions, nth(arguments)), "()")
    return expressions.call(node, ("function", "arguments"))


def conversion(expressions: Expressions, node: Node) -> str:
    """`[]T(x)`; a call of a generic function, `f[T](x)`, looks the same."""
    kind, operand = node.child_by_field_name("type"), node.child_by_field_name("operand")
    told = types.annotation(expressions, kind)
    given = expressions.of(operand) if kind is not None and kind.type == "generic_type" else ""
    return terms.then(told, f"({given})")


def unary(expressions: Expressions, node: Node) -> str:
    """A pointer is treated as what it points to; `<-c` is an element of c."""
    operator, operand = node.child_by_field_name("operator"), expressions.of(node.child_by_field_name("operand"))
    sign = expressions.text(operator) if operator is not None else ""
    if sign == "<-":
        return terms.then(operand, "[*]")
    return operand if sign in _TRANSPARENT else ""


def function(expressions: Expressions, node: Node) -> str:
    """A function literal, as an instance of its function type."""
    return f"{types.function(expressions, node)}()"
