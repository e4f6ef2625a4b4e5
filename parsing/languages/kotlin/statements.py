"""Kotlin's statements: everything that binds a name, and imports."""

from collections.abc import Iterable

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, child_of, children_of, nth
from parsing.language import Bound, Imported
from parsing.languages.kotlin import types

_FUNCTIONAL = frozenset({"lambda_literal", "anonymous_function", "callable_reference"})
_HOLDING = frozenset({"source_file", "class_body", "enum_class_body"})
FOLLOWED = 64  # how many operators and parentheses around a test narrowing follows
_AROUND = "type_parameters|modifiers|type_constraints|line_comment|block_comment|getter|setter"


def package(expressions: Expressions, root: Node) -> str:
    header = child_of(root, "package_header")
    return _path(expressions, nth(header)) if header is not None else ""


def _path(expressions: Expressions, node: Node | None) -> str:
    return "".join(expressions.text(node).replace("`", "").split()) if node is not None else ""


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    spec, other = _path(expressions, nth(node)), nth(node, 1)
    if not spec:
        return []
    if any(child.type == "*" for child in node.children):
        return [Imported("", spec, "*")]
    before, _, name = spec.rpartition(".")
    return [Imported(types.written(expressions, other) if other is not None else name, before, name)]


def binds(expressions: Expressions, node: Node) -> list[Bound]:
    """Bindings; a name in backticks is bound in the form that expressions use."""
    found = _BINDS[node.type](expressions, node)
    return [bound._replace(member=types.written(expressions, bound.target)) for bound in found]


def _property(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`val x: T = y` in a file, a class or a block; not a computed member, which is a definition."""
    if types.is_computed(node) or types.receiver(node) is not None:
        return
    around, declared = node.parent, child_of(node, "variable_declaration")
    local = around is not None and around.type not in _HOLDING
    if declared is None:
        yield from _apart(node, local)
        return
    told, value = types.annotation(expressions, types.type_of(declared)), _value(expressions, node, declared)
    name = nth(declared)
    given = value if not told or _is_functional(node) else ""
    if name is not None:
        kind = "field" if types.is_member(node) else ""
        yield Bound(name, given, told, only=local, kind=kind)


def _apart(node: Node, local: bool) -> Iterable[Bound]:
    """`val (a, b) = x`: the names are bound, their values are not followed."""
    for several in children_of(node, "multi_variable_declaration"):
        for each in children_of(several, "variable_declaration"):
            name = nth(each)
            if name is not None:
                yield Bound(name, "", only=local)


def _is_functional(node: Node) -> bool:
    last = nth(node, node.named_child_count - 1)
    return last is not None and last.type in _FUNCTIONAL


def _value(expressions: Expressions, node: Node, declared: Node) -> str:
    """The property's value: its initializer, delegate or getter."""
    delegate = child_of(node, "property_delegate")
    if delegate is not None:
        asked = nth(delegate)
        value = expressions.of(asked)
        callee = nth(asked) if asked is not None else None
        lazy = callee is not None and expressions.text(callee).startswith("lazy")
        return value if lazy else terms.then(value, ".getValue(?,?)")
    getter = child_of(node, "getter")
    if getter is not None and children_of(getter, "function_body"):
        return terms.then(expressions.of(getter), "()")
    rest = [each for each in node.named_children if each.start_byte >= declared.end_byte]
    given = next((each for each in rest if each.type not in _AROUND.split("|")), None)
    return expressions.of(given)


def _of_class(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`class C(val x: T, y: T)`: x is a field, y is visible while a C is initialised."""
    name = child_of(node, "identifier")
    holds = any(child.type in {"val", "var"} for child in node.children)
    declaration = node
    while declaration.parent is not None and declaration.type != "class_declaration":
        declaration = declaration.parent
    if name is not None and holds:
        yield Bound(name, "", _spread(expressions, node), kind="field", after=node.start_byte)
    elif name is not None:
        yield Bound(name, "", _spread(expressions, node), after=node.start_byte, until=declaration.end_byte, only=True)


def _spread(expressions: Expressions, node: Node) -> str:
    told = types.annotation(expressions, types.type_of(node))
    modifiers = types.modifiers(expressions, node)
    return f"<%list>[{told}]" if told and "vararg" in modifiers else told


def _entry(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name, enum = child_of(node, "identifier"), types.enum_of(node)
    if name is not None and enum is not None:
        yield Bound(name, f"{expressions.text(enum)}()", kind="enum_member")


def _alias(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = node.child_by_field_name("type")
    if name is not None:
        yield Bound(name, types.annotation(expressions, types.type_of(node)), kind="type_alias")


def _loop(expressions: Expressions, node: Node) -> Iterable[Bound]:
    declared, value = nth(node), nth(node, 1)
    name = nth(declared) if declared is not None and declared.type == "variable_declaration" else None
    if declared is None or name is None or value is None:
        return
    told, given = types.annotation(expressions, types.type_of(declared)), expressions.of(value)
    each = terms.either([terms.then(given, "[*]"), terms.then(given, ".iterator().next()")])
    yield Bound(name, "" if told else each, told, after=value.end_byte, until=node.end_byte, only=True)


def _caught(expressions: Expressions, node: Node) -> Iterable[Bound]:
    name = child_of(node, "identifier")
    if name is not None:
        kind, start = types.annotation(expressions, types.type_of(node)), name.start_byte
        yield Bound(name, "", kind, after=start, until=node.end_byte, only=True)


def _subject(expressions: Expressions, node: Node) -> Iterable[Bound]:
    declared, around = child_of(node, "variable_declaration"), node.parent
    name = nth(declared) if declared is not None else None
    if name is not None and around is not None:
        value = expressions.of(nth(node, node.named_child_count - 1))
        yield Bound(name, value, after=node.end_byte, until=around.end_byte, only=True)


def _is(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`x is T` narrows x in the rest of an `&&` chain, up to a limit, and in the branch of an `if`."""
    name, kind = node.child_by_field_name("left"), node.child_by_field_name("right")
    if name is None or kind is None or name.type != "identifier" or any(child.type == "!is" for child in node.children):
        return
    condition, around = node, expressions.parent(node)
    for _ in range(FOLLOWED):
        if around is None or around.type not in {"binary_expression", "parenthesized_expression"}:
            break
        operator = around.child_by_field_name("operator")
        if operator is not None and operator.type != "&&":
            return
        condition, around = around, expressions.parent(around)
    end = condition.end_byte
    if around is not None and around.type == "if_expression" and around.child_by_field_name("condition") == condition:
        end = branch.end_byte if (branch := nth(around, 1)) is not None else end
    yield Bound(name, "", types.annotation(expressions, kind), until=end, only=True, narrows=True)


def _entry_of_when(expressions: Expressions, node: Node) -> Iterable[Bound]:
    """`is T -> ...` narrows the subject of `when`."""
    test, around = node.child_by_field_name("condition"), node.parent
    subject = child_of(around, "when_subject") if around is not None else None
    name = nth(nth(subject) or subject) or nth(subject) if subject is not None else None
    alone = len(node.children_by_field_name("condition")) == 1
    if test is None or name is None or test.type != "type_test" or not alone or name.type != "identifier":
        return
    if any(child.type == "!is" for child in test.children):
        return
    kind = types.annotation(expressions, types.type_of(test))
    yield Bound(name, "", kind, after=test.end_byte, until=node.end_byte, only=True, narrows=True)


_BINDS = {
    "property_declaration": _property,
    "class_parameter": _of_class,
    "enum_entry": _entry,
    "type_alias": _alias,
    "for_statement": _loop,
    "catch_block": _caught,
    "when_subject": _subject,
    "is_expression": _is,
    "when_entry": _entry_of_when,
}
