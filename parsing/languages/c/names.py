"""Names as written: an identifier in C, a qualified name in C++."""

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions

_OPERATORS = {
    "()": "__call__",
    "[]": "__getitem__",
    "==": "operator_eq",
    "!=": "operator_ne",
    "<": "operator_lt",
    ">": "operator_gt",
    "<=": "operator_le",
    ">=": "operator_ge",
    "<=>": "operator_cmp",
    "=": "operator_assign",
    "+": "operator_add",
    "-": "operator_sub",
    "*": "operator_mul",
    "/": "operator_div",
    "%": "operator_mod",
    "+=": "operator_iadd",
    "-=": "operator_isub",
    "*=": "operator_imul",
    "/=": "operator_idiv",
    "<<": "operator_shl",
    ">>": "operator_shr",
    "++": "operator_inc",
    "--": "operator_dec",
    "!": "operator_not",
    "->": "operator_arrow",
    "&": "operator_and",
    "|": "operator_or",
    "^": "operator_xor",
    "~": "operator_inv",
    ",": "operator_comma",
}


def parts(expressions: Expressions, node: Node | None) -> list[str]:
    """`[a, B, f]` for `a::B<T>::f`, without template arguments."""
    found: list[str] = []
    while node is not None and node.type in {"qualified_identifier", "nested_namespace_specifier"}:
        scope, name = node.child_by_field_name("scope"), node.child_by_field_name("name")
        if node.type == "nested_namespace_specifier":
            return [part for child in node.named_children for part in parts(expressions, child)]
        if scope is not None:
            found.append(_word(expressions, scope))
        node = name
    return [*found, _word(expressions, node)] if node is not None else found


def _word(expressions: Expressions, node: Node) -> str:
    if node.type == "destructor_name":
        return "delete"
    if node.type == "operator_name":
        sign = "".join(expressions.text(node).removeprefix("operator").split())
        return _OPERATORS.get(sign, "operator_" + "".join(filter(str.isalnum, sign)))
    if node.type == "operator_cast":
        kind = node.child_by_field_name("type")
        return "operator_" + "".join(filter(str.isalnum, expressions.text(kind) if kind is not None else ""))
    if node.type.startswith(("template_", "dependent_")):
        name = node.child_by_field_name("name") or (node.named_children or [node])[0]
        return _word(expressions, name) if name.id != node.id else expressions.text(node)
    return expressions.text(node)


def path(expressions: Expressions, node: Node) -> str:
    """A qualified name as one word."""
    return terms.SCOPE.join(parts(expressions, node))
