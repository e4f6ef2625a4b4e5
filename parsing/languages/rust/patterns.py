"""Rust's patterns: the names a pattern binds, and which part of the matched value each one holds."""

from collections.abc import Iterator

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions
from parsing.languages.rust import paths

_THROUGH = frozenset({"mut_pattern", "ref_pattern", "reference_pattern", "match_pattern", "remaining_field_pattern"})
_UNWRAPPED = frozenset({"Some", "Ok"})
DEEPEST = 12  # nesting of patterns


def plain(node: Node) -> Node:
    """The pattern after `mut`, `ref` and `&`."""
    while node.type in _THROUGH:
        inner = next((child for child in node.named_children if child.type != "mutable_specifier"), None)
        if inner is None:
            break
        node = inner
    return node


def bound(expressions: Expressions, node: Node, value: str, depth: int = 0) -> Iterator[tuple[Node, str]]:
    """Every name that the pattern binds, with its value."""
    node = plain(node)
    if depth > DEEPEST:
        return
    if node.type in {"identifier", "shorthand_field_identifier"}:
        yield from [] if expressions.text(node)[:1].isupper() else [(node, value)]
    elif node.type in {"captured_pattern", "or_pattern"}:  # only the first of `a | b`, as both bind the same names
        for child in node.named_children[: 1 if node.type == "or_pattern" else None]:
            yield from bound(expressions, child, value, depth + 1)
    elif node.type in {"tuple_pattern", "slice_pattern"}:
        yield from _sequence(expressions, node, value, depth)
    elif node.type == "tuple_struct_pattern":
        yield from _tuple_struct(expressions, node, value, depth)
    elif node.type == "struct_pattern":
        yield from _struct(expressions, node, depth)


def _sequence(expressions: Expressions, node: Node, value: str, depth: int) -> Iterator[tuple[Node, str]]:
    for place, child in enumerate(_parts(node)):
        key = str(place) if node.type == "tuple_pattern" else "*"
        yield from bound(expressions, child, terms.then(value, f"[{key}]"), depth + 1)


def _tuple_struct(expressions: Expressions, node: Node, value: str, depth: int) -> Iterator[tuple[Node, str]]:
    """`Some(x)` binds the wrapped value, `E::V(x)` a field of the variant, `T(x)` a field of T."""
    kind = node.child_by_field_name("type")
    names = paths.segments(expressions, kind)
    for place, child in enumerate(_parts(node)[2:]):
        if names[-1:] and names[-1] in _UNWRAPPED:
            given = terms.then(value, "[!]")
        else:
            given = _part(expressions, node, names, f"_{place}") if names[-1:] != ["Err"] else ""
        yield from bound(expressions, child, given, depth + 1)


def _parts(node: Node) -> list[Node]:
    """The elements, with `_` and `..`, which are anonymous nodes; for `T(x)`, the type and `(` come first."""
    marks = {
        ",",
        ")",
        "]",
        "line_comment",
        "block_comment",
        *(("(", "[") if node.type != "tuple_struct_pattern" else ()),
    }
    return [child for child in node.children if child.type not in marks]


def _struct(expressions: Expressions, node: Node, depth: int) -> Iterator[tuple[Node, str]]:
    names = paths.segments(expressions, node.child_by_field_name("type"))
    for field in node.named_children[1:]:
        name = field.child_by_field_name("name") if field.type == "field_pattern" else None
        if name is not None:
            given = _part(expressions, node, names, expressions.text(name))
            yield from bound(expressions, field.child_by_field_name("pattern") or name, given, depth + 1)


def _part(expressions: Expressions, node: Node, names: list[str], name: str) -> str:
    """The field of that name of a variant (`E.V`) or a structure (`T`)."""
    kind = paths.spelled(expressions, node, names)
    if len(names) > 1 and names[-2][:1].isupper():
        return f"{kind}{variant_part(name)}" if kind else ""
    return terms.then(terms.then(kind, "()"), f".{name}")


def variant_part(name: str) -> str:
    """The suffix to a variant's name that gives the name of the enum member for the variant's field."""
    return f"__{name}"
