"""TypeScript's declarations: typed fields and parameters, aliases, enums, what a class extends and implements."""

from tree_sitter import Node

from parsing.expressions import Expressions
from parsing.language import Base, Bound
from parsing.languages.javascript import statements as javascript
from parsing.languages.javascript.values import name_of
from parsing.languages.typescript.types import annotation


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    how = _BINDS.get(node.type)
    return how(expressions, node) if how is not None else javascript.binds(expressions, node)


def heading(_: Expressions, node: Node) -> Node | None:
    """None for a member of an anonymous object type, which is not a definition."""
    around = node.parent
    outer = around.parent if around is not None and around.type == "object_type" else None
    return node if outer is None or outer.type == "type_alias_declaration" else None


def _signature(expressions: Expressions, node: Node) -> list[Bound]:
    bound = _field(expressions, node)
    return bound if heading(expressions, node) is not None else [each._replace(defined=True) for each in bound]


def _field(expressions: Expressions, node: Node) -> list[Bound]:
    name, told = node.child_by_field_name("name"), annotation(expressions, node.child_by_field_name("type"))
    if name is not None and name.type not in {"property_identifier", "private_property_identifier"}:
        word = name_of(expressions, name)
        return [Bound(name, "", told, member=word)] if word.isidentifier() else []
    return javascript.field(expressions, node)


def _alias(expressions: Expressions, node: Node) -> list[Bound]:
    """`type T = U`; an alias for an object type is a definition like a class."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None or value.type == "object_type":
        return []
    return [Bound(name, annotation(expressions, value), silent=True)]


def _members(expressions: Expressions, node: Node) -> list[Bound]:
    """The members of an enum."""
    names = [
        each.child_by_field_name("name") if each.type == "enum_assignment" else each for each in node.named_children
    ]
    return [
        Bound(name, "<'enum>", kind="enum_member", member=word)
        for name in names
        if name is not None and name.type != "comment" and (word := name_of(expressions, name)).isidentifier()
    ]


def _parameter_property(expressions: Expressions, node: Node) -> list[Bound]:
    """`constructor(private a: T)` declares a field."""
    pattern = node.child_by_field_name("pattern")
    if pattern is None or pattern.type != "identifier":
        return []
    told = annotation(expressions, node.child_by_field_name("type"))
    return [Bound(pattern, f"{told}()" if told else "", kind="field")]


def _import_alias(expressions: Expressions, node: Node) -> list[Bound]:
    names = node.named_children
    return [Bound(names[0], expressions.of(names[1]), silent=True)] if len(names) > 1 else []


def bases(expressions: Expressions, node: Node) -> list[Base]:
    heritage = next((child for child in node.named_children if child.type in _HERITAGE), None)
    if heritage is None:
        return []
    if heritage.type == "extends_type_clause":
        return [Base(annotation(expressions, each), each) for each in heritage.children_by_field_name("type")]
    return [base for clause in heritage.named_children for base in _clause(expressions, clause)]


def _clause(expressions: Expressions, clause: Node) -> list[Base]:
    if clause.type == "implements_clause":
        return [Base(annotation(expressions, each), each, "implements") for each in clause.named_children]
    value, given = clause.child_by_field_name("value"), clause.child_by_field_name("type_arguments")
    if value is None:
        return []
    told = expressions.of(value)
    return [Base(f"{told}[{annotation(expressions, given)}]" if given is not None and told else told, value)]


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    listed = node.child_by_field_name("type_parameters")
    names = [each.child_by_field_name("name") for each in (listed.named_children if listed is not None else ())]
    return [expressions.text(name) for name in names if name is not None]


_HERITAGE = frozenset({"class_heritage", "extends_type_clause"})
_BINDS = {
    "public_field_definition": _field,
    "property_signature": _signature,
    "type_alias_declaration": _alias,
    "enum_body": _members,
    "required_parameter": _parameter_property,
    "optional_parameter": _parameter_property,
    "import_alias": _import_alias,
}
