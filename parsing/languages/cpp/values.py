"""C++'s expressions that need more than a row in the table of shapes."""

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.languages import c

_CASTS = frozenset({"static_cast", "dynamic_cast", "const_cast", "reinterpret_cast", "static_pointer_cast", "dynamic_pointer_cast", "down_cast", "bit_cast"})  # fmt: skip
_MAKING = frozenset({"make_unique", "make_shared", "make_optional", "get"})
_SAME = frozenset({"move", "forward", "ref", "cref", "as_const"})


def call(expressions: Expressions, node: Node) -> str:
    """`static_cast<T>(x)` and `make_unique<T>(x)` give an instance of T, `move(x)` is x."""
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    name = function
    while name is not None and name.type == "qualified_identifier":
        name = name.child_by_field_name("name")
    parts = c.names.parts(expressions, function) if function is not None and name is not None else []
    if name is not None and name.type == "template_function" and (parts[-1] in _CASTS | _MAKING):
        listed = name.child_by_field_name("arguments")
        told = expressions.of(nth(listed)) if listed is not None else ""
        if parts[-1] in _CASTS:
            return terms.then(told, "()[!]")
        return terms.then(told, f"({c.values.arguments(expressions, given)})")
    if parts[:1] == ["std"] and parts[-1] in _SAME and given is not None:
        return expressions.of(nth(given))
    return c.values.call(expressions, node)


def new(expressions: Expressions, node: Node) -> str:
    return _made(expressions, node.child_by_field_name("type"), node.child_by_field_name("arguments"))


def _made(expressions: Expressions, kind: Node | None, given: Node | None) -> str:
    return terms.then(expressions.of(kind), f"({c.values.arguments(expressions, given)})")


def constructed(expressions: Expressions, node: Node) -> str:
    """`T x(y);`, `T x{y};` and `T x;` construct a T; `T x = y;` and references do not."""
    declarator, kind = node.child_by_field_name("declarator"), node.child_by_field_name("type")
    if declarator is None or any(child.type == "storage_class_specifier" and child.text == b"extern" for child in node.children):  # fmt: skip
        return ""
    if declarator.type == "function_declarator":
        befriended = node.parent is not None and node.parent.type == "friend_declaration"
        if befriended or not c.declarators.is_inside(node):
            return ""
        listed = declarator.child_by_field_name("parameters")
        return _made(expressions, kind, listed)
    value, name = declarator.child_by_field_name("value"), declarator.child_by_field_name("declarator")
    if declarator.type == "init_declarator":
        if value is None or value.type not in {"argument_list", "initializer_list"} or name is None or name.type != "identifier":  # fmt: skip
            return ""
        return "" if any(child.type == "=" for child in declarator.children) else _made(expressions, kind, value)
    return _made(expressions, kind, None)


def initialised(expressions: Expressions, node: Node) -> str:
    """`C() : x(y)`: calls the constructor of x, a member or a base class."""
    name, given = nth(node), nth(node, node.named_child_count - 1)
    told = (c.names.parts(expressions, name) or [""])[-1]
    return f"{told}{terms.PART}({c.values.arguments(expressions, given)})" if told else ""


def member(expressions: Expressions, node: Node) -> str:
    """`x.f`, `p->f`, `x.f<T>`, `x.A::f`."""
    name = node.child_by_field_name("field")
    written = (c.names.parts(expressions, name) or [""])[-1] if name is not None else ""
    return terms.then(expressions.of(node.child_by_field_name("argument")), f".{written}") if written else ""


def element(expressions: Expressions, node: Node) -> str:
    listed = node.child_by_field_name("indices")
    key = nth(listed) if listed is not None else None
    return terms.then(expressions.of(node.child_by_field_name("argument")), f"[{expressions.key(key) if key is not None else '?'}]")  # fmt: skip
