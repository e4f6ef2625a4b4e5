"""PHP's expressions that need more than a row in the table of shapes. Properties keep their dollar sign, as a method may
have the same name.
"""

from tree_sitter import Node

from parsing import terms
from parsing.arguments import ARGUMENTS, shortened
from parsing.expressions import Expressions, nth
from parsing.languages.php import types

_KEPT = 64  # elements of an array that are looked at


def member(expressions: Expressions, node: Node) -> str:
    """`$x->y`, `$x?->y`, `C::$y`."""
    holder, name = _holder(node), node.child_by_field_name("name")
    if name is None or holder is None or name.type not in {"name", "variable_name"}:
        return ""
    return terms.then(expressions.of(holder), f".${expressions.text(name).lstrip('$')}")


def _holder(node: Node) -> Node | None:
    return node.child_by_field_name("object") or node.child_by_field_name("scope")


def constant(expressions: Expressions, node: Node) -> str:
    """`C::X`; `C::class` is the class itself."""
    name = nth(node, node.named_child_count - 1)
    written = expressions.text(name) if name is not None else ""
    holder = expressions.of(nth(node))
    return holder if written == "class" else terms.then(holder, f".{written}") if written.isidentifier() else ""


def call(expressions: Expressions, node: Node) -> str:
    """`f(x)`, `$x->f(y)`, `C::f(x)`; `f(...)` is the function itself."""
    function, name = node.child_by_field_name("function"), node.child_by_field_name("name")
    if function is not None:
        callee = expressions.of(function)
    elif name is not None and name.type == "name":
        callee = terms.then(expressions.of(_holder(node)), f".{expressions.text(name)}")
    else:
        callee = ""
    given = node.child_by_field_name("arguments")
    first = nth(given) if given is not None else None
    if first is not None and first.type == "variadic_placeholder":
        return callee
    return terms.then(shortened(callee), f"({_arguments(expressions, given)})")


def _arguments(expressions: Expressions, listed: Node | None) -> str:
    """`x,,name=y`."""
    given = [_argument(expressions, each) for each in (listed.named_children if listed is not None else ()) if each.type == "argument"]  # fmt: skip
    while given and not given[-1]:
        given.pop()
    text = ",".join(given)
    return text if len(text) <= ARGUMENTS else ""


def _argument(expressions: Expressions, node: Node) -> str:
    name = node.child_by_field_name("name")
    value = expressions.of(nth(node, node.named_child_count - 1))
    return f"{expressions.text(name)}={value}" if name is not None and value else value


def made(expressions: Expressions, node: Node) -> str:
    """`new C(x)`, `new class(x) { ... }`."""
    kind = nth(node)
    if kind is None:
        return ""
    holder = kind if kind.type == "anonymous_class" else node
    given = next((each for each in holder.named_children if each.type == "arguments"), None)
    return terms.then(expressions.of(kind), f"({_arguments(expressions, given)})")


def array(expressions: Expressions, node: Node) -> str:
    """`[x, y]`, `['k' => x]`; `[$this, 'm']` and `[C::class, 'm']` are the method."""
    elements = [each.named_children for each in node.named_children[:_KEPT] if each.type == "array_element_initializer"]
    if len(elements) == 2 and (method := _method(expressions, *(each[0] for each in elements))):  # noqa: PLR2004
        return method
    if any(len(each) > 1 for each in elements):
        pairs = [(expressions.key(each[0]), expressions.of(each[-1])) for each in elements]
        held = ",".join(
            f"{key if len(each) > 1 else '?'}={value}"
            for each, (key, value) in zip(elements, pairs, strict=True)
            if value
        )
        return f"{{dict:{held}}}" if len(held) <= terms.LONGEST else "<'dict>"
    held = ",".join(expressions.of(each[0]) for each in elements).rstrip(",")
    return f"{{list:{held}}}" if len(held) <= terms.LONGEST else "<'list>"


def _method(expressions: Expressions, holder: Node, name: Node) -> str:
    told = expressions.text(name).strip("'\"")
    of = holder.type == "class_constant_access_expression" or expressions.text(holder) == "$this"
    return (
        terms.then(expressions.of(holder), f".{told}") if of and name.type == "string" and told.isidentifier() else ""
    )


def element(expressions: Expressions, node: Node) -> str:
    key = nth(node, 1)
    return terms.then(expressions.of(nth(node)), f"[{expressions.key(key) if key is not None else '?'}]")


def conditional(expressions: Expressions, node: Node) -> str:
    """`c ? x : y`, `x ?: y`."""
    first = node.child_by_field_name("body") or node.child_by_field_name("condition")
    return terms.either([expressions.of(first), expressions.of(node.child_by_field_name("alternative"))])


def binary(expressions: Expressions, node: Node) -> str:
    """`x ?? y` is either operand; other operators give no objects."""
    if not any(child.type == "??" for child in node.children):
        return ""
    return terms.either([expressions.of(node.child_by_field_name(side)) for side in ("left", "right")])


def matched(expressions: Expressions, node: Node) -> str:
    body = node.child_by_field_name("body")
    arms = [each.child_by_field_name("return_expression") for each in (body.named_children if body is not None else ())]
    return terms.either([expressions.of(arm) for arm in arms[:8] if arm is not None]) if arms else ""


def attribute(expressions: Expressions, node: Node) -> str:
    return types.named(expressions, nth(node) or node)
