"""Types of which several files, or several places of one, say a part each (C#: `partial class`)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.facts import Item
from parsing.linking.values import Value

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

PARTIAL = "partial"  # the flag of such a type


def parts(evaluator: "Evaluator", path: str, name: str, item: Item | None) -> Sequence[Value]:
    """All of them, by path: the first one stands for the type. Of any other type itself alone."""
    whole = (Value("class", path, name),)
    if item is None or PARTIAL not in item.flags:
        return whole
    places = evaluator.meant(path, evaluator.reads.named(evaluator.namespace(path), name))
    found = [place for place in places if _is_part(evaluator.reads.item(place.path, place.qualname))]
    return tuple(Value("class", place.path, place.qualname) for place in found) or whole


def _is_part(item: Item | None) -> bool:
    return item is not None and PARTIAL in item.flags
