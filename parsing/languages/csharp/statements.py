"""C#'s statements: everything that binds a name, imports, and implicit calls."""

from collections.abc import Iterable

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Imported
from parsing.languages.csharp import types

_FUNCTIONS = frozenset({"lambda_expression", "anonymous_method_expression"})
_MEMBERS = frozenset({"field_declaration", "event_field_declaration"})


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    """`using A.B;` imports a namespace's names, `using static A.B.C;` those of a type, `using X = A.B.C;` one name."""
    alias, last = node.child_by_field_name("name"), nth(node, node.named_child_count - 1)
    spec = "".join(expressions.text(last).split()) if last is not None else ""
    spec = spec.removeprefix("global::")
    if not spec.replace(".", "").replace("_", "").isalnum():
        return []
    if alias is None:
        return [Imported("", spec, "*")]
    before, _, name = spec.rpartition(".")
    return [Imported(expressions.text(alias), before, name)] if before else []


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """`Dispose()` at the end of a `using`, and the implicit `base()` of a constructor."""
    around = node.parent
    if around is not None and around.type == "constructor_declaration":
        told = any(each.type == "constructor_initializer" for each in around.named_children)
        return [] if told or "static" in types.modifiers(expressions, around) else ["base.new()"]
    declaration = next((each for each in node.named_children if each.type == "variable_declaration"), None)
    if declaration is None:
        return [terms.then(expressions.of(nth(node)), ".Dispose()")]
    kind = types.annotation(expressions, _type_of(declaration))
    given = [_value(each) for each in declaration.named_children if each.type == "variable_declarator"]
    found = [terms.then(kind, "()") or expressions.of(value) for value in given]
    return [f"({each}).Dispose()" for each in found if each]


def _type_of(node: Node) -> Node | None:
    """The declared type; None for `var`."""
    kind = node.child_by_field_name("type")
    return None if kind is None or kind.type == "implicit_type" else kind


def _value(declarator: Node) -> Node | None:
    """The value after the equals sign."""
    last = nth(declarator, declarator.named_child_count - 1)
    return last if last is not None and any(child.type == "=" for child in declarator.children) else None


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(_BINDS[node.type](expressions, node))


def _declared(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`T x = y, z;` in a class or a block. The declared type counts, unless the value is a lambda or the like."""
    kind = types.annotation(expressions, _type_of(node))
    local = node.parent is not None and node.parent.type not in _MEMBERS
    until = node.parent.end_byte if local and node.parent is not None and node.parent.type == "using_statement" else -1
    for declarator in node.named_children:
        if declarator.type != "variable_declarator":
            continue
        name, value = declarator.child_by_field_name("name"), _value(declarator)
        given = expressions.of(value) if value is not None and (not kind or value.type in _FUNCTIONS) else ""
        if name is not None:
            yield Bound(name, given, kind, until=until, only=local, kind="" if local else "field")
        elif nth(declarator) is not None:
            yield from _taken_apart(nth(declarator), given, until)


def _taken_apart(pattern: Node | None, value: str, until: int) -> Iterable[Bound]:
    """`var (x, y) = z`."""
    names = pattern.children_by_field_name("name") if pattern is not None and pattern.type == "tuple_pattern" else ()
    for place, name in enumerate(names):
        yield Bound(name, terms.then(value, f"[{place}]"), until=until, only=True)


def _property(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """An auto-implemented property, which is treated as a field; other properties are methods."""
    name, value, listed = (node.child_by_field_name(field) for field in ("name", "value", "accessors"))
    coded = value is not None and value.type == "arrow_expression_clause"
    accessors = listed.named_children if listed is not None else ()
    if name is not None and not coded and not any(each.child_by_field_name("body") for each in accessors):
        holder = any(each.type == "explicit_interface_specifier" for each in node.named_children)
        yield Bound(name, "", types.annotation(expressions, _type_of(node)), kind="field", silent=holder)


def _constant(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, enum = node.child_by_field_name("name"), node.parent.parent if node.parent is not None else None
    called = enum.child_by_field_name("name") if enum is not None else None
    if name is not None and called is not None:
        yield Bound(name, f"{expressions.text(called)}{terms.TYPE}()", kind="enum_member")


def _components(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """Primary constructor parameters: properties of a record; in a class, visible to its members."""
    silent = node.parent is not None and node.parent.type != "record_declaration"
    for each in node.named_children:
        name = each.child_by_field_name("name")
        if each.type == "parameter" and name is not None:
            kind = types.annotation(expressions, each.child_by_field_name("type"))
            yield Bound(name, "", kind, kind="field", silent=silent)


def _delegate(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """A delegate type, as an alias of a callable type."""
    name, listed = node.child_by_field_name("name"), node.child_by_field_name("parameters")
    if name is None or listed is None:
        return
    taken = [each.annotation or "<%any>" for each in types.parameters(expressions, listed)]
    result = types.annotation(expressions, node.child_by_field_name("type")) or "<%any>"
    called = types.called(expressions, node)[1] or expressions.text(name)
    yield Bound(name, f"<%callable>[[{','.join(taken)}],{result}]", kind="type_alias", member=called)


def _alias(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`using X = A<B>;`; an alias without type arguments is an import."""
    name = node.child_by_field_name("name")
    if name is not None and not imports(expressions, node):
        yield Bound(name, types.annotation(expressions, nth(node, node.named_child_count - 1)), silent=True)


def _loop(expressions: Expressions, node: Node) -> Iterable[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    kind = types.annotation(expressions, _type_of(node))
    if left is None or right is None:
        return
    given = "" if kind else terms.then(expressions.of(right), "[*]")
    if left.type == "tuple_pattern":
        yield from _taken_apart(left, given, node.end_byte)
    else:
        yield Bound(left, given, kind, after=right.end_byte, until=node.end_byte, only=True)


def _caught(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = node.child_by_field_name("name")
    if name is not None and node.parent is not None:
        kind = types.annotation(expressions, _type_of(node))
        yield Bound(name, "", kind, until=node.parent.end_byte, only=True)


def _matched(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`x is T y`, `case T y`, `out T y`."""
    name = node.child_by_field_name("name")
    if name is not None and _type_of(node) is not None:
        yield Bound(name, "", types.annotation(expressions, _type_of(node)), only=True)


def _queried(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`from x in y`, `let x = y`, up to the end of the query."""
    name = node.child_by_field_name("name") or nth(node)
    value = expressions.of(nth(node, node.named_child_count - 1))
    query = node.parent
    if name is not None and query is not None:
        given = terms.then(value, "[*]") if node.type == "from_clause" else value
        kind = types.annotation(expressions, _type_of(node))
        yield Bound(name, "" if kind else given, kind, until=query.end_byte, only=True)


_BINDS = {
    "variable_declaration": _declared,
    "property_declaration": _property,
    "enum_member_declaration": _constant,
    "parameter_list": _components,
    "delegate_declaration": _delegate,
    "using_directive": _alias,
    "foreach_statement": _loop,
    "catch_declaration": _caught,
    "declaration_pattern": _matched,
    "declaration_expression": _matched,
    "from_clause": _queried,
    "let_clause": _queried,
}
