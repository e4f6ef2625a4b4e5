"""Functions that extend types they do not stand in: called as members of what they take first (C#: `static T M(this X x)`)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from parsing.language import EXTENSION, Interface
from parsing.linking import around, fitting, overloads
from parsing.linking.values import ASSUMED, Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_MARK = "this "  # before the name under which files share them


def shared(interface: Interface) -> dict[str, str]:
    """Under the name with a mark before it, which no name of the code is; of several in a file the first tells the others."""
    plain = {name: overloads.plain(name) for name, item in interface.items() if EXTENSION in item.flags}
    return {f"{_MARK}{name.rpartition('.')[2]}": name for name in plain.values()}


def members(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """Those of the name that the file sees and that take the value first."""
    before = evaluator.how
    found = tuple(each._replace(receiver=value) for each in _seen(evaluator, name) if _takes(evaluator, each, value))
    evaluator.how = before | (evaluator.how & ASSUMED)
    return found


def _seen(evaluator: "Evaluator", name: str) -> Iterator[Value]:
    for namespace in around.opened(evaluator, evaluator.path):
        for path, qualname, _ in evaluator.reads.named(namespace, f"{_MARK}{name}"):
            item = evaluator.reads.item(path, qualname)
            yield from overloads.every(path, qualname, item) if item is not None else ()


def _takes(evaluator: "Evaluator", function: Value, value: Value) -> bool:
    item = evaluator.reads.item(function.path, function.name)
    if item is None or EXTENSION not in item.flags or not item.params:
        return False
    return fitting.distance(evaluator, function, item.params[0], (value,)) is not None
