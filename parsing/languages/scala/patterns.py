"""Scala's patterns: the names in them, and what each of them holds."""

from collections.abc import Callable, Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound
from parsing.languages.scala import types
from parsing.languages.scala.names import encoded

_HOLDING = frozenset({"Some", "Right", "Left", "Success", "List", "Seq", "Vector", "Array", "Set"})
_ENDS = frozenset({"$colon$colon", "$plus$colon", "$colon$plus"})


def bound(expressions: Expressions, pattern: Node | None, value: str) -> Iterator[Bound]:
    """For each name of a pattern that `value` is compared with."""
    rule = _RULES.get(pattern.type) if pattern is not None else None
    if rule is not None and pattern is not None:
        yield from rule(expressions, pattern, value)


def _name(expressions: Expressions, node: Node, value: str) -> Iterator[Bound]:
    """A name that begins with a capital, or stands in quotes, is that of a value."""
    text = expressions.text(node)
    if not text[:1].isupper() and text[:1] != "`":
        yield Bound(node, value)


def _typed(expressions: Expressions, node: Node, _: str) -> Iterator[Bound]:
    name, kind = node.child_by_field_name("pattern"), node.child_by_field_name("type")
    if name is not None and name.type == "identifier":
        yield Bound(name, "", types.annotation(expressions, kind))


def _captured(expressions: Expressions, node: Node, value: str) -> Iterator[Bound]:
    name, inner = node.child_by_field_name("name"), node.child_by_field_name("pattern")
    while (
        inner is not None and inner.type in {"tuple_pattern", "parenthesized_pattern"} and inner.named_child_count == 1
    ):
        inner = nth(inner)
    kind = inner.child_by_field_name("type") if inner is not None else None
    told = types.annotation(expressions, kind)
    if name is not None:
        yield Bound(name, "" if told else value, told)
    yield from bound(expressions, inner, value)


def _taken_apart(expressions: Expressions, node: Node, value: str) -> Iterator[Bound]:
    """`C(x)`: what a C is made of; of what holds several of one kind, one."""
    kind = node.child_by_field_name("type")
    text = types.annotation(expressions, kind).partition("[")[0]
    parts = [each for each in node.children_by_field_name("pattern") if each.is_named]
    for place, each in enumerate(parts):
        given = terms.then(value, "[*]") if text in _HOLDING else terms.then(text, f".new[&{place}]")
        yield from bound(expressions, each, given)


def _tuple(expressions: Expressions, node: Node, value: str) -> Iterator[Bound]:
    if node.named_child_count == 1:
        yield from bound(expressions, nth(node), value)
        return
    for place, each in enumerate(node.named_children):
        yield from bound(expressions, each, terms.then(value, f"[{place}]"))


def _infix(expressions: Expressions, node: Node, value: str) -> Iterator[Bound]:
    """`x :: xs`, and `x C y` for `C(x, y)`."""
    left, operator, right = map(node.child_by_field_name, ("left", "operator", "right"))
    sign = encoded(expressions.text(operator)) if operator is not None else ""
    if sign in _ENDS:
        one = terms.then(value, "[*]")
        parts = (value, one) if sign == "$colon$plus" else (one, value)
    else:
        parts = (terms.then(sign, ".new[&0]"), terms.then(sign, ".new[&1]"))
    yield from bound(expressions, left, parts[0])
    yield from bound(expressions, right, parts[1])


_RULES: dict[str, Callable[[Expressions, Node, str], Iterator[Bound]]] = {
    "identifier": _name,
    "typed_pattern": _typed,
    "capture_pattern": _captured,
    "case_class_pattern": _taken_apart,
    "tuple_pattern": _tuple,
    "infix_pattern": _infix,
}
