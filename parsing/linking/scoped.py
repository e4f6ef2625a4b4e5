"""Names with what stands before them: `a::B::f`. The first part is looked for from inside to outside, the others in it."""

from typing import TYPE_CHECKING

from parsing import terms
from parsing.linking import members
from parsing.linking.values import Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_HOLDING = frozenset({"class", "instance", "type"})


def value(evaluator: "Evaluator", path: str, name: str) -> Values:
    """Of a name that begins outside of everything."""
    if (known := evaluator.language.types.get(name)) is not None:
        return (Value("type", name=known),)
    parts = name.removeprefix(terms.SCOPE).split(terms.SCOPE)
    for end in range(1, len(parts) + 1):
        found = evaluator.name(path, ".".join(parts[:end]))
        if inside := _inside(evaluator, found, parts[end:]):
            return inside
    return ()


def member(evaluator: "Evaluator", holder: Value, name: str) -> Values:
    """Of a name that begins in a class or a namespace. Namespaces have no place: they are the beginnings of names."""
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
