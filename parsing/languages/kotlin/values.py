"""Kotlin's expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.arguments import joined, shortened
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.languages.kotlin import types
from parsing.languages.kotlin.models import CONTAINERS, PLAIN

_COMPARISONS = frozenset({"==", "!=", "===", "!==", "<", ">", "<=", ">=", "&&", "||"})
_COMMENTS = frozenset({"line_comment", "block_comment"})
_LITERALS = {"true": "<'boolean>", "false": "<'boolean>", "null": "<'null>"}
_TEXT = "<'java.lang.String>"
_ANY_NUMBER = "<'int>|<'long>|<'short>|<'byte>"  # types that an integer literal may take


def name(expressions: Expressions, node: Node) -> str:
    text = types.written(expressions, node)
    return _LITERALS.get(text, text)


def last(expressions: Expressions, node: Node) -> str:
    """The value of a block is its last expression."""
    return expressions.of(nth(node, node.named_child_count - 1))


def this(expressions: Expressions, node: Node) -> str:
    """`this@C` is an instance of C; the label of a function tells nothing."""
    label = nth(node)
    if label is None:
        return "this"
    text = expressions.text(label)
    return f"{text}()" if text[:1].isupper() else ""


def parent(_: Expressions, __: Node) -> str:
    return "super"


def member(expressions: Expressions, node: Node) -> str:
    """`x.f`, `x?.f`, `x::f`; the type of `x::class` is not followed."""
    first, name = nth(node), nth(node, node.named_child_count - 1)
    if first is None or name is None or name.type != "identifier":
        return ""
    text = types.written(expressions, name)
    return "<'kotlin.reflect.KClass>" if text == "class" else terms.then(expressions.of(first), f".{text}")


def reference(expressions: Expressions, node: Node) -> str:
    """`::f`, `C::f`."""
    parts = [child for child in node.named_children if child.type != "type_arguments"]
    words = [types.annotation(expressions, each) if each.type.endswith("type") else types.written(expressions, each) for each in parts]  # fmt: skip
    if words[-1:] == ["class"]:
        return "<'kotlin.reflect.KClass>"
    return ".".join(words) if all(words) else ""


def call(expressions: Expressions, node: Node) -> str:
    """`f(x)`, `x.f(y) { ... }`, `f<T>(x)`: a trailing lambda is for the last parameter."""
    callee = nth(node)
    if callee is not None and callee.type == "unary_expression":  # `!f(x)`, which the grammar parses as `(!f)(x)`
        callee = callee.child_by_field_name("argument")
    if callee is not None and callee.type == "call_expression" and not children_of(node, "value_arguments"):
        return expressions.of(callee)
    made = _container(expressions, node, callee)
    called = "" if made else expressions.of(callee)
    return made or (terms.then(shortened(called), f"({joined(_all_given(expressions, node))})") if called else "")


def _all_given(expressions: Expressions, node: Node) -> list[str]:
    """The arguments with the trailing lambda, which the grammar parses as the argument of a second call."""
    around, given = expressions.parent(node), _given(expressions, node)
    if around is not None and around.type == "call_expression" and nth(around) == node:
        given += [f"{terms.LAST}={_lambda(expressions, each)}" for each in children_of(around, "annotated_lambda")]
    return given


def _container(expressions: Expressions, node: Node, callee: Node | None) -> str:
    """`listOf<T>()`."""
    kind = CONTAINERS.get(expressions.text(callee)) if callee is not None and callee.type == "identifier" else None
    listed = child_of(node, "type_arguments") if kind is not None else None
    if listed is None:
        return ""
    types_given = [types.annotation(expressions, nth(each)) or types.ANY for each in listed.named_children]
    return f"{kind}[{','.join(types_given)}]()"


def generic(expressions: Expressions, node: Node, left: Node) -> str:
    """`f<T>(x)`, which the grammar parses as two comparisons."""
    inside = node.child_by_field_name("right")
    value = nth(inside) if inside is not None else None
    return terms.then(expressions.of(left.child_by_field_name("left")), f"({expressions.of(value) or '?'})")


def infix(expressions: Expressions, node: Node) -> str:
    """`x f y`."""
    if node.named_child_count != 3:  # noqa: PLR2004 (receiver, name, argument)
        return ""
    first, name, argument = node.named_children
    return terms.then(expressions.of(first), f".{types.written(expressions, name)}({expressions.of(argument) or '?'})")


def _lambda(expressions: Expressions, node: Node) -> str:
    return expressions.of(child_of(node, "lambda_literal")) or "?"


def _given(expressions: Expressions, node: Node) -> list[str]:
    """The arguments; an unknown one keeps its position."""
    found = [
        _argument(expressions, each)
        for listed in children_of(node, "value_arguments")
        for each in children_of(listed, "value_argument")
    ]
    return found + [f"{terms.LAST}={_lambda(expressions, each)}" for each in children_of(node, "annotated_lambda")]


def _argument(expressions: Expressions, node: Node) -> str:
    given = nth(node, node.named_child_count - 1)
    value = expressions.of(given) or "?"
    if value == "<'int>" and given is not None and given.type == "number_literal":
        value = _ANY_NUMBER
    named = any(child.type == "=" for child in node.children)
    first = nth(node)
    return f"{types.written(expressions, first)}={value}" if named and first is not None else value


def constructor(expressions: Expressions, node: Node) -> str:
    """`class C : B(x)` calls a constructor of B; `object : B(x) { ... }` instantiates one."""
    kind = types.annotation(expressions, nth(node)).partition("[")[0]
    listed = node.parent.parent if node.parent is not None else None
    around = listed.parent if listed is not None else None
    step = "" if around is not None and around.type == "object_literal" else ".new"
    return terms.then(kind, f"{step}({joined(_given(expressions, node))})")


def delegated(expressions: Expressions, node: Node) -> str:
    """`constructor() : this(x)`, `constructor() : super(x)`."""
    which = "this" if any(child.type == "this" for child in node.children) else "super"
    return f"{which}.new({joined(_given(expressions, node))})"


def constant(expressions: Expressions, node: Node) -> str:
    """`A(x)` in an enum calls its constructor."""
    name = types.enum_of(node)
    return f"{expressions.text(name)}({joined(_given(expressions, node))})" if name is not None else ""


def literal_object(expressions: Expressions, node: Node) -> str:
    """`object : B() { ... }` is the only instance of an anonymous class."""
    return terms.then(f"<@{expressions.anonymous(node)}>", "()")


def element(expressions: Expressions, node: Node) -> str:
    return terms.then(expressions.of(nth(node)), f".get({expressions.of(nth(node, 1)) or '?'})")


def cast(expressions: Expressions, node: Node) -> str:
    return terms.then(types.annotation(expressions, node.child_by_field_name("right")), "()")


def number(expressions: Expressions, node: Node) -> str:
    """A literal, typed by its suffix."""
    end = expressions.text(node)[-1:].lower()
    if node.type == "float_literal":
        return "<'float>" if end == "f" else "<'double>"
    return "<'long>" if end == "l" else "<'int>"


def unary(expressions: Expressions, node: Node) -> str:
    operator, argument = node.child_by_field_name("operator"), node.child_by_field_name("argument")
    if operator is not None and operator.type == "!":
        return "<'boolean>"
    given = expressions.of(argument)
    return given if (operator is not None and operator.type == "!!") or given in PLAIN else ""


def binary(expressions: Expressions, node: Node) -> str:
    """Operators that the repository does not overload: on comparisons, numbers and strings; and `x ?: y`."""
    operator, left = node.child_by_field_name("operator"), node.child_by_field_name("left")
    sign = operator.type if operator is not None else ""
    if sign == ">" and left is not None and left.type == "binary_expression" and _is_generic(node, left):
        return generic(expressions, node, left)
    if sign in _COMPARISONS:
        return "<'boolean>"
    first, second = expressions.of(left), expressions.of(node.child_by_field_name("right"))
    if sign == "?:":
        return terms.either([first, second])
    if sign == "+" and first == _TEXT:
        return _TEXT
    return first if first in PLAIN and first == second else ""


def _is_generic(node: Node, left: Node) -> bool:
    operator, right = left.child_by_field_name("operator"), node.child_by_field_name("right")
    return operator is not None and operator.type == "<" and right is not None and right.type == "parenthesized_expression"  # fmt: skip


def chosen(expressions: Expressions, node: Node) -> str:
    """The value of `if (x) a else b`."""
    branches = [child for child in node.named_children[1:] if child.type not in _COMMENTS]
    return terms.either([expressions.of(each) for each in branches]) if len(branches) > 1 else ""


def matched(expressions: Expressions, node: Node) -> str:
    entries = children_of(node, "when_entry")
    return terms.either([expressions.of(nth(each, each.named_child_count - 1)) for each in entries[:8]]) if entries else ""  # fmt: skip


def tried(expressions: Expressions, node: Node) -> str:
    return expressions.of(nth(node))


def annotated(expressions: Expressions, node: Node) -> str:
    """The type of an annotation."""
    kind = nth(node, node.named_child_count - 1)
    kind = nth(kind) if kind is not None and kind.type == "constructor_invocation" else kind
    return types.annotation(expressions, kind)
