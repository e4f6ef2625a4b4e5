"""Zig's statements: declarations, payload captures (`|x|`), imports, functions."""

import re

from tree_sitter import Node

from graph.facts import Param
from parsing import terms
from parsing.expressions import Expressions, nth, part
from parsing.language import Bound, Head, Imported, Traits
from parsing.languages.zig.values import CONTAINERS, annotation, imported, this

_TOP = CONTAINERS | {"source_file"}
_RECEIVERS = frozenset({"self", "this"})
_OUTSIDE_WORDS = re.compile(r"\W+")


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    return tuple(_parameter(expressions, each) for each in node.named_children if each.type == "parameter")


def _parameter(expressions: Expressions, node: Node) -> Param:
    name = node.child_by_field_name("name")
    written = expressions.text(name) if name is not None else ""
    return Param("" if written == "_" else written, "", annotation(expressions, node.child_by_field_name("type")), "")


def traits(expressions: Expressions, node: Node, _: tuple[str, ...]) -> Traits:
    """A function in a type is a method if its first parameter is an instance, by convention under these names."""
    listed = part(node, "parameters")
    first = nth(listed) if listed is not None else None
    name = first.child_by_field_name("name") if first is not None else None
    return Traits("instance" if name is not None and expressions.text(name) in _RECEIVERS else "")


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    """A test is named by its string, or by what it tests."""
    if node.type != "test_declaration":
        return "", ""
    told = nth(node)
    text = expressions.text(told) if told is not None and told.type != "block" else ""
    return "_".join(["test", *filter(None, _OUTSIDE_WORDS.split(text))]), ""


def head(expressions: Expressions, node: Node) -> Head | None:
    """`const T = struct { ... }` names the type; one that a function returns is anonymous."""
    if node.type not in CONTAINERS:
        return None
    around = node.parent
    name = nth(around) if around is not None and around.type == "variable_declaration" else None
    return Head(expressions.text(name), around) if around is not None and name is not None else Head("", node)


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    """`const x = @import("x.zig")`, `const y = @import("x.zig").y`; elsewhere it binds nothing."""
    inner = nth(node)
    if node.type == "using_namespace_declaration":
        spec = imported(expressions, inner) if inner is not None and inner.type == "builtin_function" else ""
        return [Imported("", spec, "*")] if spec else []
    spec, around, member = imported(expressions, node), node.parent, ""
    if not spec or around is None or around.type == "using_namespace_declaration":
        return []
    if around.type == "field_expression" and around.parent is not None:
        member, around = expressions.text(around.child_by_field_name("member") or around), around.parent
    declares = around.type == "variable_declaration"
    name = expressions.text(nth(around) or around) if declares else ""
    return [Imported(name, spec, member if name else "")]


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return _BINDS[node.type](expressions, node)


def _declaration(expressions: Expressions, node: Node) -> list[Bound]:
    """The grammar parses assignments as declarations, too: their target already has its type."""
    name, words = nth(node), {child.type for child in node.children[:6]}
    kind = "constant" if "const" in words else "variable"
    value = nth(node, node.named_child_count - 1)
    declared = node.child_by_field_name("type")
    if name is None or value is None or not words & {"const", "var"} or _binds_itself(expressions, value):
        return []
    told = annotation(expressions, declared)
    by_type = value in {name, declared} or (told and not told.startswith("<%"))
    local = node.parent is not None and node.parent.type not in _TOP
    return [Bound(name, "" if by_type else expressions.of(value), told, only=local, kind=kind)]


def _binds_itself(expressions: Expressions, value: Node) -> bool:
    """Whether the value binds the name itself: a type definition, or an import."""
    inner = value.child_by_field_name("object") if value.type == "field_expression" else value
    loaded = inner is not None and inner.type == "builtin_function" and bool(imported(expressions, inner))
    return loaded or value.type in CONTAINERS


def _field(expressions: Expressions, node: Node) -> list[Bound]:
    name, told = node.child_by_field_name("name"), annotation(expressions, node.child_by_field_name("type"))
    if name is None:
        return []
    if node.parent is not None and node.parent.type == "enum_declaration":
        return [Bound(name, terms.then(this(expressions, node), "()"), kind="enum_member")]
    return [Bound(name, "", told, kind="field")]


def _error(_: Expressions, node: Node) -> list[Bound]:
    return [Bound(node, "", kind="enum_member")]


def _payload(expressions: Expressions, node: Node) -> list[Bound]:
    """`if (x) |y|` and `while (x) |y|` unwrap x, `for (x) |y|` binds an element, `.x => |y|` the union's payload."""
    around = node.parent
    names = [child for child in node.named_children if child.type == "identifier"]
    values = _unpacked(expressions, around, node) if around is not None else []
    return [
        Bound(name, value, after=node.end_byte, until=around.end_byte, only=True)
        for name, value in zip(names, values, strict=False)
        if around is not None and value
    ]


def _unpacked(expressions: Expressions, around: Node, node: Node) -> list[str]:
    kind = around.type.partition("_")[0]
    before = [child for child in around.named_children if child.end_byte <= node.start_byte]
    if kind in {"if", "while"}:
        return [expressions.of(around.child_by_field_name("condition"))]
    if kind == "for":
        return [terms.then(expressions.of(child), "[*]") for child in before]
    if kind == "switch" and len(before) == 1 and around.parent is not None and before[0].type == "field_expression":
        return [terms.then(expressions.of(nth(around.parent)), expressions.text(before[0]))]
    return []


_BINDS = {
    "variable_declaration": _declaration,
    "container_field": _field,
    "identifier": _error,
    "payload": _payload,
}
