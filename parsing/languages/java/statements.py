"""Java's statements: everything that binds a name, imports, and implicit calls."""

from collections.abc import Iterable

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Imported
from parsing.languages.java import types

_FUNCTIONAL = frozenset({"lambda_expression", "method_reference"})
_ENDING = frozenset({"for_statement", "try_with_resources_statement"})


def package(expressions: Expressions, root: Node) -> str:
    clause = next((child for child in root.named_children if child.type == "package_declaration"), None)
    name = nth(clause, clause.named_child_count - 1) if clause is not None else None
    return "".join(expressions.text(name).split()) if name is not None else ""


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    path = next((child for child in node.named_children if child.type.endswith("identifier")), None)
    spec = "".join(expressions.text(path).split()) if path is not None else ""
    if not spec:
        return []
    if any(child.type == "asterisk" for child in node.named_children):
        return [Imported("", spec, "*")]
    before, _, name = spec.rpartition(".")
    return [Imported(name, before, name)]


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """The iterator calls of a loop, `close()` at the end of a `try`, the implicit `super()` of a constructor."""
    if node.type == "enhanced_for_statement":
        value = expressions.of(node.child_by_field_name("value"))
        iterator = terms.then(value, ".iterator()")
        return [iterator, terms.then(iterator, ".hasNext()"), terms.then(iterator, ".next()")] if value else []
    if node.type == "resource":
        name = node.child_by_field_name("name")
        if name is None:
            return [terms.then(expressions.of(nth(node)), ".close()")]
        kind = types.annotation(expressions, node.child_by_field_name("type"))
        value = terms.then(kind, "()") or expressions.of(node.child_by_field_name("value"))
        return [terms.then(value, ".close()")]
    first = nth(node)
    return [] if first is not None and first.type == "explicit_constructor_invocation" else ["super.new()"]


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(_BINDS[node.type](expressions, node))


def _declared(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`T x = y, z[];` in a class or a block. The declared type counts, unless the value is a lambda or the like."""
    kind, local = types.annotation(expressions, node.child_by_field_name("type")), node.type[0] == "l"
    around = node.parent
    until = around.end_byte if local and around is not None and around.type in _ENDING else -1
    for declarator in node.children_by_field_name("declarator"):
        name, value = declarator.child_by_field_name("name"), declarator.child_by_field_name("value")
        told = types.dimensioned(kind, expressions, declarator)
        if name is not None:
            given = expressions.of(value) if value is not None and (not told or value.type in _FUNCTIONAL) else ""
            yield Bound(name, given, told, until=until, only=local, kind="" if local else "field")


def _constant(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, enum = node.child_by_field_name("name"), types.enum_of(node)
    if name is not None and enum is not None:
        yield Bound(name, f"{expressions.text(enum)}()", kind="enum_member")


def _components(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """The components of a record: each is both a field and a method that returns it."""
    listed = node.parent.child_by_field_name("parameters") if node.parent is not None else None
    for each in listed.named_children if listed is not None else ():
        name, kind = each.child_by_field_name("name"), types.annotation(expressions, each.child_by_field_name("type"))
        if name is not None:
            told = types.dimensioned(kind, expressions, each)
            yield Bound(name, "", f"{told}|<%callable>[{told}]" if told else "", kind="field", after=node.start_byte)


def _loop(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    kind = types.dimensioned(types.annotation(expressions, node.child_by_field_name("type")), expressions, node)
    if name is not None and value is not None:
        given = "" if kind else terms.then(expressions.of(value), "[*]")
        yield Bound(name, given, kind, after=value.end_byte, until=node.end_byte, only=True)


def _resource(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, statement = node.child_by_field_name("name"), node.parent.parent if node.parent is not None else None
    kind = types.annotation(expressions, node.child_by_field_name("type"))
    if name is not None and statement is not None:
        given = "" if kind else expressions.of(node.child_by_field_name("value"))
        yield Bound(name, given, kind, until=statement.end_byte, only=True)


def _caught(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, clause = node.child_by_field_name("name"), node.parent
    kind = next((child for child in node.named_children if child.type == "catch_type"), None)
    if name is not None and clause is not None:
        yield Bound(name, "", types.annotation(expressions, kind), until=clause.end_byte, only=True)


def _matched(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`x instanceof T y`, `case T y`, and the parts of `case R(T y)`."""
    name = node.child_by_field_name("name") or nth(node, node.named_child_count - 1)
    kind = node.child_by_field_name("right") or nth(node, node.named_child_count - 2)
    if name is not None and kind is not None and name.type == "identifier":
        yield Bound(name, "", types.annotation(expressions, kind), only=True)


_BINDS = {
    "field_declaration": _declared,
    "constant_declaration": _declared,
    "local_variable_declaration": _declared,
    "enum_constant": _constant,
    "class_body": _components,
    "enhanced_for_statement": _loop,
    "resource": _resource,
    "catch_formal_parameter": _caught,
    "instanceof_expression": _matched,
    "type_pattern": _matched,
    "record_pattern_component": _matched,
}
