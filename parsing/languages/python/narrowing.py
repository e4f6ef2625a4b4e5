"""Type narrowing by conditions: `isinstance`, `issubclass`, `type(x) is C`, and the patterns of a `match`."""

from collections.abc import Iterator
from typing import NamedTuple

from tree_sitter import Node

from parsing.expressions import Expressions, nth
from parsing.language import Bound

PARTS = 32  # how many parts of a condition are examined: each `and` of a long one examines all that stands before it
_LEAVING = {"return_statement", "raise_statement", "continue_statement", "break_statement"}
_NARROWED = {"identifier", "attribute"}
_SAME = {"is", "=="}


class Told(NamedTuple):
    """A name and the value it is narrowed to."""

    name: Node
    value: str


def instance(value: str) -> str:
    """An instance of the class, or of one of a tuple of classes."""
    if value.startswith("{tuple:"):
        return f"{value}[*]()"
    return f"({value})()" if value else ""


def condition(expressions: Expressions, node: Node) -> list[Bound]:
    """`if isinstance(x, C):` narrows x in the branch; `if not isinstance(x, C):` in the other branches, and after the
    statement if the branch returns, raises, continues or breaks.
    """
    tested, branch = node.child_by_field_name("condition"), _branch(node)
    if tested is None or branch is None:
        return []
    found = [_inside(told, branch.start_byte, branch.end_byte) for told in _told(expressions, tested)]
    denied = list(_told(expressions, tested, holds=False))
    if not denied:
        return found
    if _leaves(branch) and node.type == "if_statement" and not node.child_by_field_name("alternative"):
        return found + [_behind(told, node) for told in denied]
    around = node.parent if node.type == "elif_clause" else node
    return found + [_inside(told, branch.end_byte, around.end_byte) for told in denied if around is not None]


def _branch(node: Node) -> Node | None:
    return node.child_by_field_name("body" if node.type == "while_statement" else "consequence")


def conditional(expressions: Expressions, node: Node) -> list[Bound]:
    """`a if isinstance(x, C) else b` narrows x in a; with `not`, in b."""
    if node.named_child_count != 3:  # noqa: PLR2004 (a syntax error, or a comment inside)
        return []
    chosen, tested, other = node.named_children
    found = [_inside(told, chosen.start_byte, chosen.end_byte) for told in _told(expressions, tested)]
    denied = _told(expressions, tested, holds=False)
    return found + [_inside(told, other.start_byte, other.end_byte) for told in denied]


def operator(expressions: Expressions, node: Node) -> list[Bound]:
    """`isinstance(x, C) and b` narrows x in b, as does `not isinstance(x, C) or b`."""
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None or right is None:
        return []
    told = _told(expressions, left, holds=_is_and(node))
    return [_inside(each, right.start_byte, right.end_byte) for each in told]


def filtered(expressions: Expressions, node: Node) -> list[Bound]:
    """`[x.m() for x in y if isinstance(x, C)]` narrows x in the whole comprehension."""
    around, tested = node.parent, nth(node)
    if around is None or tested is None or around.type == "case_clause":
        return []
    return [_inside(told, around.start_byte + 1, around.end_byte) for told in _told(expressions, tested)]


def case(expressions: Expressions, node: Node) -> list[Bound]:
    """`case C():` and `case C() | D():` narrow the subject of the `match`."""
    statement = node.parent.parent if node.parent is not None else None
    subject = statement.child_by_field_name("subject") if statement is not None else None
    pattern = nth(node)
    value = instance(expressions.of(_shape(pattern))) if pattern is not None else ""
    if subject is None or subject.type not in _NARROWED or not value:
        return []
    return [_inside(Told(subject, value), node.start_byte, node.end_byte)]


def _shape(pattern: Node) -> Node | None:
    """The class or the alternatives that a pattern tests for; None for capture and sequence patterns."""
    shape = nth(pattern)
    if shape is not None and shape.type == "as_pattern":
        shape = nth(shape)
        shape = nth(shape) if shape is not None and shape.type == "case_pattern" else shape
    return shape if shape is not None and shape.type in {"class_pattern", "union_pattern"} else None


def assertion(expressions: Expressions, node: Node) -> list[Bound]:
    tested = nth(node)
    return [_behind(told, node) for told in (_told(expressions, tested) if tested else ())]


def _inside(told: Told, start: int, end: int) -> Bound:
    return Bound(told.name, told.value, after=start - 1, until=end, only=True, narrows=True)


def _behind(told: Told, node: Node) -> Bound:
    """Narrows from the statement to the end of its block. For an attribute the end has to be explicit, as nothing but
    conditions binds it.
    """
    if told.name.type == "identifier" or node.parent is None:
        return Bound(told.name, told.value, narrows=True)
    return Bound(told.name, told.value, until=node.parent.end_byte, only=True, narrows=True)


def _leaves(branch: Node) -> bool:
    last = nth(branch, branch.named_child_count - 1)
    return last is not None and last.type in _LEAVING


def _told(expressions: Expressions, node: Node, *, holds: bool = True) -> Iterator[Told]:
    """What must hold for the node to be true (`holds`), or to be false."""
    waiting = [(node, holds)]
    for _ in range(PARTS):
        if not waiting:
            return
        current, wanted = waiting.pop()
        if current.type == "parenthesized_expression" or (
            current.type == "boolean_operator" and _is_and(current) is wanted
        ):
            waiting.extend((child, wanted) for child in current.named_children)
        elif current.type == "not_operator":
            waiting.extend((child, not wanted) for child in current.named_children)
        elif wanted:
            yield from _checked(expressions, current)


def _is_and(node: Node) -> bool:
    return any(child.type == "and" for child in node.children)


def _checked(expressions: Expressions, node: Node) -> Iterator[Told]:
    if node.type == "call":
        function, given = expressions.text(node.children[0]), _given(node)
        if len(given) == 2 and given[0].type in _NARROWED and function in {"isinstance", "issubclass"}:  # noqa: PLR2004
            kind = expressions.of(given[1])
            value = instance(kind) if function == "isinstance" else f"({kind})"
            if kind and (function == "isinstance" or kind[0] != "{"):
                yield Told(given[0], value)
    elif node.type == "comparison_operator" and len(node.children) == 3 and node.children[1].type in _SAME:  # noqa: PLR2004
        asked, _, type_of = node.children
        given = _given(asked) if asked.type == "call" and expressions.text(asked.children[0]) == "type" else []
        if len(given) == 1 and given[0].type in _NARROWED and (value := instance(expressions.of(type_of))):
            yield Told(given[0], value)


def _given(call: Node) -> list[Node]:
    listed = call.child_by_field_name("arguments")
    return listed.named_children if listed is not None else []
