"""C++'s declarations: what it adds to C, and implicit calls."""

from collections.abc import Iterable

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound
from parsing.languages import c
from parsing.languages.cpp import types
from parsing.terms import USING


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(_BINDS[node.type](expressions, node))


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """`delete x` calls the destructor."""
    return [terms.then(expressions.of(nth(node, node.named_child_count - 1)), ".delete()")]


def _members(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """A data member; unless a pointer or a reference, also under the name by which a constructor initialises it."""
    yield from c.statements.declared(expressions, node)
    written = node.child_by_field_name("type")
    kind = "" if types.is_pointer(expressions, written) else c.types.annotation(expressions, written)
    for name in node.children_by_field_name("declarator") if kind and not kind.startswith("<%") else ():
        if name.type == "field_identifier":
            yield Bound(name, kind, member=expressions.text(name) + terms.PART, silent=True)


def _bases(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """The constructors of the base classes, under the names of the classes."""
    for base in types.bases(expressions, node.parent) if node.parent is not None else ():
        last = c.names.parts(expressions, base.node)[-1]
        yield Bound(
            node, terms.then(base.expression, ".new"), member=last + terms.PART, silent=True, after=node.start_byte
        )


def _alias(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    if name is not None:
        yield Bound(name, expressions.of(kind), kind="type_alias", only=c.declarators.is_inside(node))


def _using(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`using a::b;` binds b; `using namespace a;` adds a namespace to name lookup."""
    name = nth(node)
    path = c.names.parts(expressions, name)
    if name is None or any(child.type == "namespace" for child in node.children):
        yield Bound(node, ".".join(path), member=USING, silent=True)
    elif len(path) > 1:
        yield Bound(node, terms.SCOPE.join(path), member=path[-1], silent=True, only=c.declarators.is_inside(node))


def _loop(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, over = c.declarators.core(node.child_by_field_name("declarator")), node.child_by_field_name("right")
    kind = c.types.annotation(expressions, node.child_by_field_name("type"))
    if name is not None and over is not None:
        given = "" if kind else terms.then(expressions.of(over), "[*]")
        yield Bound(name, given, kind, after=over.end_byte, until=node.end_byte, only=True)


def _caught(expressions: Expressions, node: Node) -> Iterable[Bound]:
    listed = node.child_by_field_name("parameters")
    declared = nth(listed) if listed is not None else None
    name = c.declarators.core(declared.child_by_field_name("declarator")) if declared is not None else None
    if declared is not None and name is not None:
        kind = c.types.annotation(expressions, declared.child_by_field_name("type"))
        yield Bound(name, "", kind, after=node.start_byte, until=node.end_byte, only=True)


_BINDS = {
    **c.statements.BINDS,
    "field_declaration": _members,
    "field_declaration_list": _bases,
    "alias_declaration": _alias,
    "using_declaration": _using,
    "for_range_loop": _loop,
    "catch_clause": _caught,
}
