"""Names that functions, classes and objects take from context: `const f = () => 1`, `exports.f = ...`, `{ f: ... }`."""

import re

from tree_sitter import Node

from parsing.expressions import Expressions
from parsing.language import Head

FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_NAMELESS = FUNCTIONS | {"class", "object"}
_AROUND = frozenset({"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"})
_SIGNATURES = {"construct_signature": "new", "call_signature": "__call__"}
_OUTSIDE_WORDS = re.compile(r"[^\w$#]+")


def head(expressions: Expressions, node: Node) -> Head | None:
    """None for a mere value. Memoised, as the definition, its pairs and every use of it as a value ask for it."""
    identity = node.id
    if identity not in expressions.heads:
        expressions.heads[identity] = _head(expressions, node)
    return expressions.heads[identity]


def _head(expressions: Expressions, node: Node) -> Head | None:
    if node.type in _SIGNATURES:
        return Head(_SIGNATURES[node.type], node, unnamed=True)
    if node.type == "method_definition" or node.type not in _NAMELESS:
        return _computed(expressions, node)
    placed = _placed(expressions, node)
    if placed is not None:
        return placed
    named = node.child_by_field_name("name")
    if named is not None:
        return Head(expressions.text(named), node)
    return Head("", node) if node.type == "class" or is_written_out(node) else None


def is_written_out(node: Node) -> bool:
    """Whether it is an object literal with functions in it."""
    return node.type == "object" and any(
        child.type == "method_definition"
        or (
            child.type == "pair"
            and (value := child.child_by_field_name("value")) is not None
            and value.type in FUNCTIONS
        )
        for child in node.named_children
    )


def _computed(expressions: Expressions, node: Node) -> Head | None:
    """A method whose name is not an identifier: `[Symbol.iterator]() {}`, `"a-b"() {}`."""
    name = node.child_by_field_name("name")
    if name is None or name.type in {
        "identifier",
        "property_identifier",
        "type_identifier",
        "private_property_identifier",
    }:
        return None
    return Head(word(expressions, name), node) if "method" in node.type else None


def word(expressions: Expressions, name: Node) -> str:
    return _OUTSIDE_WORDS.sub("_", expressions.text(name).strip("[]'\"`")).strip("_") or "_"


def _placed(expressions: Expressions, node: Node) -> Head | None:
    around = node.parent
    while around is not None and around.type in _AROUND:
        around = around.parent
    if around is None:
        return None
    how = _PLACES.get(around.type)
    return how(expressions, around, node) if how is not None else None


def _declared(expressions: Expressions, around: Node, _: Node) -> Head | None:
    name = around.child_by_field_name("name")
    return Head(expressions.text(name), around) if name is not None and name.type == "identifier" else None


def _keyed(expressions: Expressions, around: Node, node: Node) -> Head | None:
    key, written = around.child_by_field_name("key"), around.parent
    if key is None or written is None or (node.type not in FUNCTIONS and head(expressions, written) is None):
        return None
    return Head(word(expressions, key), around)


def _field(expressions: Expressions, around: Node, node: Node) -> Head | None:
    name = around.child_by_field_name("name") or around.child_by_field_name("property")
    return Head(word(expressions, name), around) if name is not None and node.type != "object" else None


def _assigned(expressions: Expressions, around: Node, node: Node) -> Head | None:
    left = around.child_by_field_name("left")
    if left is None or around.child_by_field_name("right") != node:
        return None
    if left.type == "identifier":
        return Head(expressions.text(left), around, declares=False) if node.type != "object" else None
    if left.type != "member_expression":
        return None
    held, name = left.child_by_field_name("object"), left.child_by_field_name("property")
    if held is None or name is None:
        return None
    return _added(expressions, around, node, (held, name))


def _added(expressions: Expressions, around: Node, node: Node, target: tuple[Node, Node]) -> Head | None:
    """`A.name = ...`"""
    owner, name = expressions.text(target[0]), expressions.text(target[1])
    if (owner, name) == ("module", "exports"):
        return _exported(expressions, around, node)
    if name == "prototype":
        return Head("", around) if node.type == "object" else None
    return Head(word(expressions, target[1]), around, owner)


def _exported(expressions: Expressions, around: Node, node: Node) -> Head:
    """`module.exports = ...`: its own name, or that of the module object."""
    name = node.child_by_field_name("name")
    return Head(expressions.text(name) if name is not None else "exports", around, unnamed=name is None)


def _default(_: Expressions, around: Node, node: Node) -> Head | None:
    return Head("default", around, unnamed=True) if node.child_by_field_name("name") is None else None


_PLACES = {
    "variable_declarator": _declared,
    "pair": _keyed,
    "field_definition": _field,
    "public_field_definition": _field,
    "assignment_expression": _assigned,
    "export_statement": _default,
}


def holder(written: str) -> str:
    """`module.exports.x` and `exports.x` are the same, `C.prototype.x` is a member of C."""
    text = written.removeprefix("module.") if written.startswith("module.exports") else written
    return text.removesuffix(".prototype")
