"""C's declarations: everything that binds a name, and includes."""

from collections.abc import Iterable

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions
from parsing.language import Bound, Imported
from parsing.languages.c import declarators, names
from parsing.languages.c.types import alias_of, annotation, shaped

_ENDING = frozenset({"for_statement", "if_statement", "while_statement", "for_range_loop", "switch_statement"})


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    """The spec of `"a.h"` loses its quotes, that of `<a.h>` keeps its brackets."""
    path = node.child_by_field_name("path")
    spec = expressions.text(path).strip('"') if path is not None else ""
    return [Imported("", spec, "*")] if spec and path is not None and path.type != "identifier" else []


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(BINDS[node.type](expressions, node))


def declared(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`T x = y, *z;`. The declared type counts, except for function pointers, where the value tells more."""
    kind, inside = annotation(expressions, node.child_by_field_name("type")), declarators.is_inside(node)
    member, until = node.type == "field_declaration", _until(node)
    for declarator in node.children_by_field_name("declarator"):
        name = declarators.core(declarator)
        if name is None or (declarators.function_of(declarator) is not None and not inside):
            continue
        object_of = inside and declarators.function_of(declarator) is not None  # `T x(y);` parses as a function
        told = kind if object_of else shaped(kind, declarator)
        value = declarator.child_by_field_name("value") or (node.child_by_field_name("value") if inside else None)
        given = expressions.of(value) if value is not None and (not told or told.startswith("<%callable>")) else ""
        yield Bound(name, given, told, until=until, only=inside, kind="field" if member else "")


def _until(node: Node) -> int:
    around = node.parent.parent if node.parent is not None and node.parent.type == "condition_clause" else node.parent
    return around.end_byte if around is not None and around.type in _ENDING else -1


def alias(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`typedef T x;`: an alias of T, unless the names are the same."""
    kind = alias_of(expressions, node)
    for declarator in node.children_by_field_name("declarator") if kind else ():
        name = declarators.core(declarator)
        if name is not None and expressions.text(name) != kind:
            yield Bound(name, shaped(kind, declarator), kind="type_alias", only=declarators.is_inside(node))


def constant(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """An enumerator, which is in scope where the enumeration is."""
    name, body = node.child_by_field_name("name"), node.parent
    holder = declarators.name_of(body.parent) if body is not None and body.parent is not None else None
    if name is not None:
        told = terms.then(names.path(expressions, holder), "()") if holder is not None else "<'int>"
        yield Bound(name, told, kind="enum_member")


def replaced(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`#define x y`: an alias of y."""
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    text = expressions.text(value).strip() if value is not None else ""
    if name is not None and text.isidentifier() and text != expressions.text(name):
        yield Bound(name, text, kind="constant")


BINDS = {
    "declaration": declared,
    "field_declaration": declared,
    "type_definition": alias,
    "enumerator": constant,
    "preproc_def": replaced,
}
