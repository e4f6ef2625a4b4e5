"""Swift's statements: everything that binds a name, and imports."""

import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.language import Bound, Imported
from parsing.languages.swift import types

_HOLDING = frozenset({"source_file", "class_body", "enum_class_body", "protocol_body"})
_CASE = re.compile(r"(?:case\s+)?(?:(?:let|var)\s+)?[\w.]*\.(\w+)\s*\(")


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    """`import A`, and `import struct A.B`, which makes the rest of A visible, too."""
    name = child_of(node, "identifier")
    first = nth(name) if name is not None else None
    return [Imported("", expressions.text(first), "*")] if first is not None else []


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    """Bindings; a name in backticks is bound without them."""
    found = _BINDS[node.type](expressions, node)
    return [bound._replace(member=expressions.text(bound.target).strip("`")) for bound in found]


def _property(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`let x: T = y, z = w` in a file, a type or a block; a computed property of a type is a definition."""
    if types.is_computed(node):
        return
    local = node.parent is not None and node.parent.type not in _HOLDING
    kind = "field" if types.is_member(node) else ""
    for pattern, told, value in _declared(node):
        said = types.annotation(expressions, told)
        given = expressions.of(value) if value is not None and (not said or value.type == "lambda_literal") else ""
        for name, its in _taken_apart(pattern, given):
            yield Bound(name, its, said, only=local, kind=kind)


def _declared(node: Node) -> Iterator[tuple[Node, Node | None, Node | None]]:
    """Each pattern, with its type and value."""
    pattern: Node | None = None
    told: Node | None = None
    value: Node | None = None
    for place, each in enumerate(node.children):
        if each.type == "pattern":
            if pattern is not None:
                yield pattern, told, value
            pattern, told, value = each, None, None
        elif each.type == "type_annotation":
            told = nth(each)
        elif node.field_name_for_child(place) == "value":
            value = each
    if pattern is not None:
        yield pattern, told, value


def _taken_apart(pattern: Node, value: str) -> Iterator[tuple[Node, str]]:
    """The names in a pattern, each with its part of the value: `x`, `(x, y)`."""
    name = next((each for each in pattern.named_children if each.type == "simple_identifier"), None)
    inner = children_of(pattern, "pattern")
    if name is not None and not inner:
        yield name, value
    for place, each in enumerate(inner):
        yield from _taken_apart(each, terms.then(value, f"[{place}]") if len(inner) > 1 else value)


def _requirement(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`var x: T { get }` in a protocol."""
    pattern, told = node.child_by_field_name("name"), child_of(node, "type_annotation")
    name = pattern.child_by_field_name("bound_identifier") if pattern is not None else None
    if name is not None:
        yield Bound(name, "", types.annotation(expressions, nth(told) if told is not None else None), kind="field")


def _cases(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`case a, b(T)`: a is an E, b makes one of a T."""
    own = types.around(expressions, node)
    kind = f"{own}{terms.TYPE}" if "." not in own else own.replace(".", f"{terms.TYPE}.", 1)
    children = node.children
    for place, each in enumerate(children):
        if node.field_name_for_child(place) == "name":
            held = children[place + 1] if place + 1 < len(children) else None
            taken = _held(expressions, held) if held is not None and held.type == "enum_type_parameters" else None
            if taken is None:
                yield Bound(each, f"{kind}()", kind="enum_member")
            else:
                yield Bound(each, "", f"<%callable>[[{','.join(taken)}],{kind}]", kind="enum_member")


def _held(expressions: Expressions, node: Node) -> list[str]:
    return [types.annotation(expressions, each) or types.ANY for each in children_of(node, types.KINDS)]


def _alias(expressions: Expressions, node: Node) -> Iterable[Bound]:
    names = node.children_by_field_name("name")
    if len(names) > 1:
        yield Bound(names[0], types.annotation(expressions, names[-1]), kind="type_alias")


def _loop(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`for x in y`, `for (x, y) in z`."""
    item, held = node.child_by_field_name("item"), node.child_by_field_name("collection")
    if item is not None and held is not None:
        value = terms.then(expressions.of(held), "[*]")
        for name, its in _matched(expressions, item, value):
            yield Bound(name, its, after=held.end_byte, until=node.end_byte, only=True)


def _caught(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`catch let x as T`."""
    pattern = node.child_by_field_name("error")
    for name, value in _matched(expressions, pattern, "") if pattern is not None else ():
        yield Bound(name, value, after=pattern.end_byte if pattern is not None else -1, until=node.end_byte, only=True)


def _entry(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`case .b(let x)`, `case let x as T` of a `switch`."""
    around = node.parent
    subject = expressions.of(around.child_by_field_name("expr")) if around is not None else ""
    for pattern in (each for listed in children_of(node, "switch_pattern") for each in children_of(listed, "pattern")):
        for name, value in _matched(expressions, pattern, subject):
            yield Bound(name, value, after=pattern.end_byte, until=node.end_byte, only=True)


def _matched(expressions: Expressions, pattern: Node, value: str) -> Iterator[tuple[Node, str]]:
    """The names that a pattern binds; a case's associated values are what the case was constructed with."""
    kind, inner = child_of(pattern, types.KINDS), children_of(pattern, "pattern")
    case = _CASE.match(expressions.text(pattern))
    if kind is not None and inner:  # `let x as T`
        yield from _taken_apart(inner[0], terms.then(types.annotation(expressions, kind), "()"))
    elif case is not None:
        for place, each in enumerate(inner):
            yield from _matched(expressions, each, terms.then(value, f".{case[1]}[&{place}]"))
    elif inner or child_of(pattern, "value_binding_pattern") is not None or value:
        yield from _taken_apart(pattern, value)


def _conditions(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`if let x = y, let z, case .b(let w) = v` binds to the end of its body; `guard` to the end of the enclosing block."""
    body = child_of(node, "statements")
    until = -1 if node.type == "guard_statement" else body.end_byte if body is not None else node.end_byte
    for left, value in _parts(node):
        names = _case(expressions, left, value) if left[0].type == "case" else _optional(expressions, left, value)
        for name, its in names:
            end = value.end_byte if value is not None else name.end_byte
            yield Bound(name, its, after=end, until=until, only=True)


def _parts(node: Node) -> Iterator[tuple[list[Node], Node | None]]:
    """The bindings in a condition: what is before the equals sign, and the node after it."""
    part, depth = list[Node](), 0
    for each in [*node.children[1:], None]:
        if each is None or each.type in {"{", "else"} or (each.type == "," and not depth):
            signs = [place for place, one in enumerate(part) if one.type == "="]
            left = part[: signs[0]] if signs else part
            if left and left[0].type in {"case", "value_binding_pattern"}:
                yield left, part[signs[0] + 1] if signs and signs[0] + 1 < len(part) else None
            if each is None or each.type != ",":
                return
            part = []
        else:
            depth += {"(": 1, ")": -1}.get(each.type, 0)
            part.append(each)


def _optional(expressions: Expressions, left: list[Node], value: Node | None) -> Iterator[tuple[Node, str]]:
    """`let x = y`; without a value what is called so already."""
    name = next((each for each in left if each.type == "simple_identifier"), None)
    told = next((each for each in left if each.type == "type_annotation"), None)
    if name is not None:
        said = terms.then(types.annotation(expressions, nth(told) if told is not None else None), "()")
        yield name, said or expressions.of(value if value is not None else name)


def _case(expressions: Expressions, left: list[Node], value: Node | None) -> Iterator[tuple[Node, str]]:
    case = next((each for each in left if each.type == "simple_identifier"), None)
    held = expressions.of(value)
    inner = [each for each in left if each.type == "pattern"]
    for place, each in enumerate(inner):
        yield from _matched(
            expressions, each, terms.then(held, f".{expressions.text(case)}[&{place}]") if case else held
        )


_BINDS = {
    "property_declaration": _property,
    "protocol_property_declaration": _requirement,
    "enum_entry": _cases,
    "typealias_declaration": _alias,
    "for_statement": _loop,
    "catch_block": _caught,
    "switch_entry": _entry,
    "if_statement": _conditions,
    "guard_statement": _conditions,
    "while_statement": _conditions,
}
