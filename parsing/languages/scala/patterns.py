"""Scala's patterns: the names they bind, and which part of the matched value each one holds."""

from collections.abc import Callable, Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions, nth
from parsing.language import Bound
from parsing.languages.scala import types
from parsing.languages.scala.names import encoded

_HOLDING = frozenset({"Some", "Right", "Left", "Success", "List", "Seq", "Vector", "Array", "Set"})
_ENDS = frozenset({"$colon$colon", "$plus$colon", "$colon$plus"})


Inner = tuple[Node | None, str]  # a nested pattern, and the value it is matched against
Found = Iterator[Bound | Inner]


def bound(expressions: Expressions, pattern: Node | None, value: str) -> Iterator[Bound]:
    """Every name of a pattern matched against `value`. Iterative, as patterns nest without limit."""
    waiting: list[Inner] = [(pattern, value)]
    while waiting:
        node, given = waiting.pop()
        rule = _RULES.get(node.type) if node is not None else None
        inside: list[Inner] = []
        for each in rule(expressions, node, given) if rule is not None and node is not None else ():
            if isinstance(each, Bound):
                yield each
            else:
                inside.append(each)
        waiting += reversed(inside)


def _name(expressions: Expressions, node: Node, value: str) -> Found:
    """A name that begins with a capital, or is in backticks, refers to a value and binds nothing."""
    text = expressions.text(node)
    if not text[:1].isupper() and text[:1] != "`":
        yield Bound(node, value)


def _typed(expressions: Expressions, node: Node, _: str) -> Found:
    name, kind = node.child_by_field_name("pattern"), node.child_by_field_name("type")
    if name is not None and name.type == "identifier":
        yield Bound(name, "", types.annotation(expressions, kind))


def _captured(expressions: Expressions, node: Node, value: str) -> Found:
    name, inner = node.child_by_field_name("name"), node.child_by_field_name("pattern")
    while (
        inner is not None and inner.type in {"tuple_pattern", "parenthesized_pattern"} and inner.named_child_count == 1
    ):
        inner = nth(inner)
    kind = inner.child_by_field_name("type") if inner is not None else None
    told = types.annotation(expressions, kind)
    if name is not None:
        yield Bound(name, "" if told else value, told)
    yield inner, value


def _taken_apart(expressions: Expressions, node: Node, value: str) -> Found:
    """`C(x)`: what a C is made of; of what holds several of one kind, one."""
    kind = node.child_by_field_name("type")
    text = types.annotation(expressions, kind).partition("[")[0]
    parts = [each for each in node.children_by_field_name("pattern") if each.is_named]
    for place, each in enumerate(parts):
        given = terms.then(value, "[*]") if text in _HOLDING else terms.then(text, f".new[&{place}]")
        yield each, given


def _tuple(_: Expressions, node: Node, value: str) -> Found:
    if node.named_child_count == 1:
        yield nth(node), value
        return
    for place, each in enumerate(node.named_children):
        yield each, terms.then(value, f"[{place}]")


def _infix(expressions: Expressions, node: Node, value: str) -> Found:
    """`x :: xs`, and `x C y` for `C(x, y)`."""
    left, operator, right = map(node.child_by_field_name, ("left", "operator", "right"))
    sign = encoded(expressions.text(operator)) if operator is not None else ""
    if sign in _ENDS:
        one = terms.then(value, "[*]")
        parts = (value, one) if sign == "$colon$plus" else (one, value)
    else:
        parts = (terms.then(sign, ".new[&0]"), terms.then(sign, ".new[&1]"))
    yield left, parts[0]
    yield right, parts[1]


_RULES: dict[str, Callable[[Expressions, Node, str], Found]] = {
    "identifier": _name,
    "typed_pattern": _typed,
    "capture_pattern": _captured,
    "case_class_pattern": _taken_apart,
    "tuple_pattern": _tuple,
    "infix_pattern": _infix,
}
