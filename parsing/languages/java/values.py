"""Java's expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.arguments import joined, shortened
from parsing.expressions import Expressions, nth
from parsing.languages.java import types

_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||"})
_COMMENTS = frozenset({"line_comment", "block_comment"})
_TEXT = "<'java.lang.String>"


def arguments(expressions: Expressions, node: Node) -> str:
    """`x,?,y`: an unknown or overlong argument keeps its position, since overload resolution counts arguments."""
    listed = node.child_by_field_name("arguments")
    given = [expressions.of(each) or "?" for each in (listed.named_children if listed is not None else ()) if each.type not in _COMMENTS]  # fmt: skip
    return joined(given)


def call(expressions: Expressions, node: Node) -> str:
    """`f(x)`, `x.f(y)`, `I.super.f(x)`. A call without an object means a method, even if a variable has that name."""
    name, receiver = node.child_by_field_name("name"), node.child_by_field_name("object")
    written = expressions.text(name) if name is not None else ""
    if receiver is None:
        callee = written + terms.CALLED
    elif any(child.type == "super" for child in node.children[1:]):
        callee = terms.then(terms.then(expressions.of(receiver), "()"), f".{written}")
    else:
        callee = terms.then(expressions.of(receiver), f".{written}")
    return terms.then(shortened(callee), f"({arguments(expressions, node)})")


def made(expressions: Expressions, node: Node) -> str:
    """`new C(x)`, also with a class body; `outer.new Inner()`."""
    kind = types.annotation(expressions, node.child_by_field_name("type"))
    first = nth(node)
    if first is not None and first.type != "type_identifier" and any(child.type == "." for child in node.children):
        kind = terms.then(expressions.of(first), f".{kind}")
    return terms.then(kind, f"({arguments(expressions, node)})")


def constructor(expressions: Expressions, node: Node) -> str:
    """`this(x)` and `super(x)`."""
    which = node.child_by_field_name("constructor")
    given = arguments(expressions, node)
    return f"{expressions.text(which)}.new({given})" if which is not None else ""


def constant(expressions: Expressions, node: Node) -> str:
    """`A(x)` in an enum calls its constructor."""
    name = types.enum_of(node)
    given = arguments(expressions, node)
    return f"{expressions.text(name)}({given})" if name is not None else ""


def member(expressions: Expressions, node: Node) -> str:
    """`x.f`; `C.this` is an instance of C."""
    receiver, name = node.child_by_field_name("object"), node.child_by_field_name("field")
    if name is not None and name.type == "this":
        return terms.then(expressions.of(receiver), "()")
    return terms.then(expressions.of(receiver), f".{expressions.text(name)}") if name is not None else ""


def reference(expressions: Expressions, node: Node) -> str:
    """`x::m`; `C::new` is both the type and the constructor."""
    first, last = nth(node), nth(node, node.named_child_count - 1)
    if first is None or last is None:
        return ""
    holder = types.annotation(expressions, first) if first.type.endswith("_type") else expressions.of(first)
    if last.id != first.id:
        return terms.then(holder, f".{expressions.text(last)}")
    return terms.either([holder, terms.then(holder, ".new")]) if terms.is_dotted(holder) else holder


def array(expressions: Expressions, node: Node) -> str:
    kind = types.annotation(expressions, node.child_by_field_name("type"))
    dimensions = sum(expressions.text(each).count("[") for each in node.named_children if "dimensions" in each.type)
    for _ in range(dimensions if kind else 0):
        kind = f"<%list>[{kind}]"
    return terms.then(kind, "()")


def class_object(expressions: Expressions, node: Node) -> str:
    return types.annotation(expressions, nth(node))


def number(expressions: Expressions, node: Node) -> str:
    """A literal, typed by its suffix."""
    last = expressions.text(node)[-1:].lower()
    if node.type == "decimal_floating_point_literal":
        return "<'float>" if last == "f" else "<'double>"
    return "<'long>" if last == "l" else "<'int>"


def binary(expressions: Expressions, node: Node) -> str:
    operator, left = node.child_by_field_name("operator"), node.child_by_field_name("left")
    sign = expressions.text(operator) if operator is not None else ""
    if sign in _COMPARISONS:
        return "<'boolean>"
    right = expressions.of(node.child_by_field_name("right"))
    first = expressions.of(left)
    if sign != "+":
        return first or right
    return _TEXT if _TEXT in {first, right} else terms.either([first, right])


def unary(expressions: Expressions, node: Node) -> str:
    sign = node.child_by_field_name("operator")
    if sign is not None and expressions.text(sign) == "!":
        return "<'boolean>"
    return expressions.of(node.child_by_field_name("operand") or nth(node))


def chosen(expressions: Expressions, node: Node) -> str:
    """The value of `switch (x) { case A -> y; }`."""
    body = node.child_by_field_name("body")
    last = [nth(each, each.named_child_count - 1) for each in (body.named_children if body is not None else ())]
    values = [nth(each) for each in last if each is not None and each.type == "expression_statement"]
    return terms.either([expressions.of(each) for each in values[:8]]) if values else ""


def annotated(expressions: Expressions, node: Node) -> str:
    """The type of an annotation."""
    return types.annotation(expressions, node.child_by_field_name("name"))
