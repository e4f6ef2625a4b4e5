"""Scope-qualified names: `a::B::f`. The first part is looked up from the inner scopes outwards, the rest inside it."""

from typing import TYPE_CHECKING

from parsing import terms
from parsing.linking import members
from parsing.linking.values import Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_HOLDING = frozenset({"class", "instance", "type"})


def value(evaluator: "Evaluator", path: str, name: str) -> Values:
    """A qualified name whose first part is looked up at file scope."""
    if (known := evaluator.language.types.get(name)) is not None:
        return (Value("type", name=known),)
    parts = name.removeprefix(terms.SCOPE).split(terms.SCOPE)
    for end in range(1, len(parts) + 1):
        found = evaluator.name(path, ".".join(parts[:end]))
        if inside := _inside(evaluator, found, parts[end:]):
            return inside
    return ()


def member(evaluator: "Evaluator", holder: Value, name: str) -> Values:
    """A qualified name that starts in a class or namespace. A namespace has no item: it is just a prefix of names."""
    parts = name.split(terms.SCOPE)
    if not parts[0] or evaluator.language.types.get(name) is not None:
        return ()
    for end in range(1, len(parts) + 1):
        found = members.member(evaluator, holder, ".".join(parts[:end]))
        if inside := _inside(evaluator, found, parts[end:]):
            return inside
    return ()


def _inside(evaluator: "Evaluator", found: Values, rest: list[str]) -> Values:
    for part in rest:
        found = union(*(members.member(evaluator, each, part) for each in found if each.kind in _HOLDING))
    return found
