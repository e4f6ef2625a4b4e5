"""Types that are written in several parts, in one file or in several.

In some languages every part declares the type (C#: `partial class`). In others one part declares it, and the rest
reopen it to add to it (Swift: `extension T`): these are items without a kind. They extend the type that their own file
means by the name.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.facts import Item
from parsing.linking.namespaces import Place
from parsing.linking.overloads import PRIVATE
from parsing.linking.values import Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

PARTIAL = "partial"  # the flag of such a type


def parts(evaluator: "Evaluator", path: str, name: str, item: Item | None) -> Sequence[Value]:
    """All parts, those that declare the type first, each group by path. For any other type, the type itself alone."""
    whole = (Value("class", path, name),)
    if item is None or PARTIAL not in item.flags or PRIVATE in item.flags:
        return whole
    items = [(place, evaluator.reads.item(place.path, place.qualname)) for place in _places(evaluator, path, name)]
    told = [(place, each.kind) for place, each in items if each is not None and PARTIAL in each.flags]
    declared = [place for place, kind in told if kind]
    own = evaluator.meant(path, declared)
    adding = [place for place, kind in told if not kind and evaluator.meant(place.path, declared) == own]
    adding = [
        place for place in adding if any(is_seen(evaluator, each, place) for each in (path, evaluator.reads.path))
    ]
    return tuple(map(_class, [*own, *adding])) or whole


def whole(evaluator: "Evaluator", path: str, name: str, item: Item) -> Values:
    """The part that stands for the type: the first one. Nothing if no part declares it, since the type is external."""
    if PARTIAL not in item.flags:
        return (Value("class", path, name),)
    first = parts(evaluator, path, name, item)[0]
    told = evaluator.reads.item(first.path, first.name)
    return (first,) if told is not None and told.kind else ()


def is_seen(evaluator: "Evaluator", path: str, place: Place) -> bool:
    """Whether an extension of a type at that place is visible to the file."""
    meant = evaluator.language.meant
    return place.path == path or meant is None or bool(meant(path, [place], evaluator.reads))


def _places(evaluator: "Evaluator", path: str, name: str) -> Sequence[Place]:
    """All places that share the name, visible or not."""
    language = evaluator.language
    namespace = language.namespace(path, name) if language.sees is not None else evaluator.namespace(path)
    return evaluator.reads.named(namespace, name)


def _class(place: Place) -> Value:
    return Value("class", place.path, place.qualname)
