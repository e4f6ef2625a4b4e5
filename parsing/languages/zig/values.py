"""Zig's expressions that need more than a row in the table of shapes, and its types, which are values."""

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth

CONTAINERS = frozenset(
    {"struct_declaration", "union_declaration", "enum_declaration", "opaque_declaration", "error_set_declaration"}
)
THIS = "@This"  # the import that means the file itself
_ANY, _LIST = "<%any>", "<%list>["
_CASTS = frozenset({"@alignCast", "@constCast", "@ptrCast", "@volatileCast"})
_TRANSPARENT = frozenset({"nullable_type", "pointer_type"})  # treated as the type they wrap
_PASSED = frozenset(
    {"call_expression", "try_expression", "catch_expression", "parenthesized_expression", "unary_expression"}
)


def annotation(expressions: Expressions, node: Node | None) -> str:
    """A type as an expression; `E!T` is treated as T."""
    while node is not None and node.type in _TRANSPARENT:
        node = nth(node, node.named_child_count - 1)
    if node is None:
        return ""
    if node.type == "error_union_type":
        return annotation(expressions, node.child_by_field_name("ok"))
    if node.type in {"slice_type", "array_type"}:
        return f"{_LIST}{annotation(expressions, nth(node, node.named_child_count - 1)) or _ANY}]"
    if node.type == "function_signature":
        return f"<%callable>[{annotation(expressions, node.child_by_field_name('type')) or _ANY}]"
    return expressions.of(node)


def field(expressions: Expressions, node: Node) -> str:
    """`x.y`; `.y` is a member of the expected type."""
    held, name = node.child_by_field_name("object"), node.child_by_field_name("member")
    text = expressions.text(node)
    if held is not None and len(text) <= terms.LONGEST and terms.is_dotted(text):
        return text
    of = expressions.of(held) if held is not None else expected(expressions, node)
    return _then(of, f".{expressions.text(name)}") if name is not None else ""


def _then(base: str, step: str) -> str:
    """A step applied to the element type: the grammar parses `[]a.b` as `([]a).b`."""
    if base.startswith(_LIST) and base.endswith("]"):
        return f"{_LIST}{_then(base[len(_LIST) : -1], step)}]"
    return terms.then(base, step)


def expected(expressions: Expressions, node: Node) -> str:
    """The declared type or result type that the value is for; '' if none is written there."""
    around = node.parent
    while around is not None and around.type in _PASSED and nth(around) == node:
        node, around = around, around.parent
    if around is None or nth(around) == node:
        return _returned(expressions, around)
    if around.type in {"variable_declaration", "container_field"}:
        return annotation(expressions, around.child_by_field_name("type"))
    return ""


def _returned(expressions: Expressions, around: Node | None) -> str:
    inside = around is not None and around.type == "return_expression"
    while inside and around is not None and around.type != "function_declaration":
        around = around.parent
    return annotation(expressions, around.child_by_field_name("type")) if inside and around is not None else ""


def call(expressions: Expressions, node: Node) -> str:
    """A call; the grammar has no node for its arguments."""
    callee = expressions.of(node.child_by_field_name("function"))
    return _then(callee, f"({expressions.listed(node.named_children[1:])})")


def builtin(expressions: Expressions, node: Node) -> str:
    """`@import("x")`, `@This()`, `@as(T, x)`, and pointer casts, which are transparent."""
    name, given = (nth(node, place) for place in (0, 1))
    said = expressions.text(name) if name is not None else ""
    if said == "@import":
        return f"<!{imported(expressions, node)}:>"
    if said == THIS:
        return this(expressions, node)
    first = nth(given) if given is not None else None
    if said == "@as":
        return terms.then(annotation(expressions, first), "()")
    return expressions.of(first) if said in _CASTS else ""


def imported(expressions: Expressions, node: Node) -> str:
    """The spec of an `@import`; '' for any other builtin."""
    name, given = nth(node), nth(node, 1)
    if name is None or expressions.text(name) != "@import":
        return ""
    text = expressions.text(given).strip('()" ') if given is not None else ""
    return "" if set("<>:\"'") & set(text) else text


def this(expressions: Expressions, node: Node) -> str:
    """The enclosing type; a file is a type, too."""
    around = node.parent
    while around is not None and around.type not in CONTAINERS:
        around = around.parent
    return f"<!{THIS}:>" if around is None else f"<@{expressions.anonymous(around)}>"


def index(expressions: Expressions, node: Node) -> str:
    """A slice such as `x[1..]` is treated as x."""
    held, key = node.child_by_field_name("object"), node.child_by_field_name("index")
    base = expressions.of(held)
    return base if key is None or key.type == "range_expression" else terms.then(base, f"[{expressions.key(key)}]")


def branches(expressions: Expressions, node: Node) -> str:
    """`if (c) x else y`"""
    return terms.either([expressions.of(child) for child in node.named_children[1:] if child.type != "payload"])


def initialized(expressions: Expressions, node: Node) -> str:
    return next(iter(made(expressions, node)), "")


def made(expressions: Expressions, node: Node) -> list[str]:
    """`T{ ... }`, and `.{ ... }` where a T is expected."""
    told = annotation(expressions, nth(node)) if node.type == "struct_initializer" else expected(expressions, node)
    return [terms.then(told, "()")] if told and not told.startswith("<%") else []
