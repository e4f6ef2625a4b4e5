"""C++'s types as expressions, base classes and template parameters."""

from tree_sitter import Node

from graph.facts import Param
from parsing.expressions import Expressions
from parsing.language import Base
from parsing.languages import c
from parsing.languages.cpp import models

_TYPES = frozenset({"type_identifier", "qualified_identifier", "template_type"})


def qualified(expressions: Expressions, node: Node) -> str:
    """`a::B<T>`: the qualified name as one word, then the template arguments of its last part."""
    name: Node | None = node
    while name is not None and name.type == "qualified_identifier":
        name = name.child_by_field_name("name")
    path = c.names.path(expressions, node)
    return _with(expressions, path, name) if name is not None and name.type == "template_type" else path


def template(expressions: Expressions, node: Node) -> str:
    return _with(expressions, c.names.path(expressions, node), node)


def _with(expressions: Expressions, name: str, node: Node) -> str:
    """A name with template arguments; a smart pointer is treated as what it points to."""
    listed = node.child_by_field_name("arguments")
    given = [expressions.of(each) for each in (listed.named_children if listed is not None else ())]
    if name in models.POINTERS:
        return given[0] if given else ""
    if name in models.FUNCTIONS:
        return "<%callable>[]"
    return f"{name}[{','.join(each or '<%any>' for each in given)}]" if given else name


def is_pointer(expressions: Expressions, node: Node | None) -> bool:
    """Whether this is a smart pointer: constructing one does not construct what it points to."""
    return node is not None and c.names.path(expressions, node) in models.POINTERS


def bases(expressions: Expressions, node: Node) -> list[Base]:
    clause = next((child for child in node.named_children if child.type == "base_class_clause"), None)
    listed = [each for each in (clause.named_children if clause is not None else ()) if each.type in _TYPES]
    return [Base(told, each) for each in listed if (told := expressions.of(each))]


def type_params(expressions: Expressions, node: Node, _: tuple[str, ...]) -> list[str]:
    """The parameters of the template that declares the class, or the out-of-class member."""
    around = node.parent
    listed = around.child_by_field_name("parameters") if around is not None and around.type == "template_declaration" else None  # fmt: skip
    names = [each.named_children[-1] for each in (listed.named_children if listed is not None else ()) if each.type == "type_parameter_declaration" and each.named_children]  # fmt: skip
    return [expressions.text(name) for name in names]


def parameters(expressions: Expressions, node: Node) -> tuple[Param, ...]:
    """Parameters, also those of a lambda, which are nested in a declarator."""
    listed = node.child_by_field_name("parameters") if node.type == "abstract_function_declarator" else node
    return c.types.parameters(expressions, listed) if listed is not None else ()
