"""PHP's statements: everything that binds a name, and imports."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound, Imported
from parsing.languages.php import documented, types

_NESTED = frozenset({"list_literal", "array_creation_expression"})
_BESIDE = re.compile(
    r"__DIR__\s*\.\s*(['\"])/?([\w./-]+)\1|dirname\(__FILE__\)\s*\.\s*(['\"])/?([\w./-]+)\3|(['\"])([\w./-]+)\5"
)

FOLLOWED = 64  # how many operators and parentheses around a test narrowing follows


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    if node.type != "namespace_use_declaration":
        match = _BESIDE.search(expressions.text(node))
        path = next(filter(None, (match[2], match[4], match[6])), "") if match else ""
        return [Imported("", f"./{posixpath.normpath(path)}", "")] if path else []
    group = node.child_by_field_name("body")
    before = next((each for each in node.named_children if each.type == "namespace_name"), None) if group else None
    prefix = f"{expressions.text(before)}\\" if before is not None else ""
    clauses = (group or node).named_children
    return [
        found for each in clauses if each.type == "namespace_use_clause" for found in _used(expressions, each, prefix)
    ]


def _used(expressions: Expressions, clause: Node, prefix: str) -> Iterator[Imported]:
    r"""`A\B as C` imports B of the namespace A."""
    alias, name = clause.child_by_field_name("alias"), nth(clause)
    if name is None:
        return
    full = f"{prefix}{expressions.text(name)}".strip("\\").replace("\\", ".")
    before, _, last = full.rpartition(".")
    local = expressions.text(alias) if alias is not None else last
    yield Imported(local, before, last)


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    return list(_BINDS[node.type](expressions, node))


def _property(expressions: Expressions, node: Node) -> Iterable[Bound]:
    kind = documented.declared(expressions, node) or types.annotation(expressions, node.child_by_field_name("type"))
    for each in node.named_children:
        name = each.child_by_field_name("name") if each.type == "property_element" else None
        if name is not None:
            given = "" if kind else expressions.of(each.child_by_field_name("default_value"))
            yield Bound(name, given, kind, kind="field", member=expressions.text(name))


def _promoted(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`__construct(private T $x)` also declares a property."""
    name = node.child_by_field_name("name")
    listed = node.parent
    method = listed.parent if listed is not None else None
    if name is None or listed is None or method is None:
        return
    said = documented.parameters(expressions, method).get(expressions.text(name), "")
    kind = said or types.annotation(expressions, node.child_by_field_name("type"))
    yield Bound(name, "", kind, kind="field", member=expressions.text(name))


def _constant(expressions: Expressions, node: Node) -> Iterable[Bound]:
    for each in node.named_children:
        if each.type == "const_element" and (name := nth(each)) is not None:
            yield Bound(name, expressions.of(nth(each, 1)), kind="constant", member=expressions.text(name))


def _case(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = node.child_by_field_name("name")
    if name is not None:
        yield Bound(
            name, terms.then(types.own(expressions, node), "()"), kind="enum_member", member=expressions.text(name)
        )


def _mixed(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`use A, B { A::f insteadof B; B::f as g; f as h; }`."""
    told, last = nth(node), nth(node, node.named_child_count - 1)
    use = node.parent.parent if node.parent is not None else None
    if told is None or last is None or use is None:
        return
    method = last if node.type == "use_as_clause" else nth(told, told.named_child_count - 1)
    given = expressions.of(told)
    if told.type == "name":
        used = [expressions.of(each) for each in use.named_children if each.type in {"name", "qualified_name"}]
        given = terms.either([terms.then(each, f".{given}") for each in used])
    if method is not None and method.type == "name" and method.id != told.id:
        yield Bound(method, given, silent=True, member=expressions.text(method))


def _assigned(expressions: Expressions, node: Node) -> Iterable[Bound]:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or (node.type[:2] == "au" and not any(child.type == "??=" for child in node.children)):
        return
    value = expressions.of(right)
    if left.type in _NESTED:
        yield from _taken_apart(expressions, left, value)
        return
    kind = documented.declared(expressions, node) if node.type[0] == "a" else ""
    yield from _stored(expressions, left, value, kind)


def _stored(expressions: Expressions, left: Node, value: str, kind: str = "") -> Iterable[Bound]:
    if left.type == "variable_name":
        yield Bound(left, value, kind)
    elif left.type == "member_access_expression":
        yield Bound(left, value, kind, member=expressions.of(left))
    elif left.type == "subscript_expression" and (holder := nth(left)) is not None and not _is_named(left):
        yield from _stored(expressions, holder, f"{{list:{value}}}" if value else "")


def _is_named(subscript: Node) -> bool:
    """`$x['k'] = y`: a record, whose other elements may be of other types."""
    key = nth(subscript, 1)
    return key is not None and key.type in {"string", "integer"}


def _taken_apart(expressions: Expressions, pattern: Node, value: str, until: int = -1) -> Iterable[Bound]:
    """`[$x, $y] = z`, `['k' => $x] = z`."""
    elements = [each for each in pattern.children if each.is_named or each.type in {",", "=>"}]
    place, key = 0, ""
    for index, each in enumerate(elements):
        if each.type == ",":
            place, key = place + 1, ""
        elif index + 1 < len(elements) and elements[index + 1].type == "=>":
            key = expressions.key(each)
        elif each.type == "variable_name":
            yield Bound(each, terms.then(value, f"[{key or place}]"), until=until, only=until >= 0)
        elif each.type in _NESTED:
            yield from _taken_apart(expressions, each, terms.then(value, f"[{key or place}]"), until)


def _loop(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """The loop's value; keys are never objects."""
    value, target = nth(node), nth(node, 1)
    if target is not None and target.type == "pair":
        target = nth(target, 1)
    if target is not None and target.type == "by_ref":
        target = nth(target)
    given = terms.then(expressions.of(value), "[?]")
    if target is not None and value is not None and target.type in _NESTED:
        yield from _taken_apart(expressions, target, given)
    elif target is not None and value is not None and target.type == "variable_name":
        kind = documented.declared(expressions, node)
        yield Bound(target, given, kind, after=value.end_byte)


def _caught(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = node.child_by_field_name("name")
    if name is not None:
        kind = types.annotation(expressions, node.child_by_field_name("type"))
        yield Bound(name, "", kind, after=name.end_byte, until=node.end_byte, only=True)


def _static(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = node.child_by_field_name("name")
    if name is not None:
        yield Bound(name, expressions.of(node.child_by_field_name("value")))


def _narrowed(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`$x instanceof T` narrows in the branch it decides; in a long condition, in part of the condition only."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None or not any(child.type == "instanceof" for child in node.children):
        return
    around, until = expressions.parent(node), node.end_byte
    for _ in range(FOLLOWED):
        if around is None or around.type not in {"parenthesized_expression", "binary_expression"}:
            break
        until, around = around.end_byte, expressions.parent(around)
    if around is not None and around.type in {"if_statement", "conditional_expression", "else_if_clause"}:
        body = around.child_by_field_name("body")
        until = body.end_byte if body is not None else until
    if left.type == "variable_name":
        yield Bound(left, terms.then(expressions.of(right), "()"), until=until, only=True, narrows=True)


def _said(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`/** @var T $x */`"""
    name, kind = documented.variable(expressions, node)
    if name and kind:
        yield Bound(node, "", kind, member=name)


def yielded(expressions: Expressions, node: Node) -> str:
    """What a generator yields: `yield x`, `yield k => x`, `yield from x`."""
    value = nth(node)
    if value is not None and value.type == "array_element_initializer":
        return expressions.of(nth(value, value.named_child_count - 1))
    return terms.then(expressions.of(value), "[?]")


_BINDS = {
    "property_declaration": _property,
    "property_promotion_parameter": _promoted,
    "const_declaration": _constant,
    "enum_case": _case,
    "use_instead_of_clause": _mixed,
    "use_as_clause": _mixed,
    "assignment_expression": _assigned,
    "augmented_assignment_expression": _assigned,
    "reference_assignment_expression": _assigned,
    "foreach_statement": _loop,
    "catch_clause": _caught,
    "static_variable_declaration": _static,
    "binary_expression": _narrowed,
    "comment": _said,
}
