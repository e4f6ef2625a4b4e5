"""Several definitions of one name that hold at once, told apart by their parameters: `C.m`, `C.m~1`, ..."""

from typing import TYPE_CHECKING

from graph.facts import Item
from parsing.linking.values import Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

SEPARATOR = "~"


def every(path: str, name: str, item: Item) -> Values:
    """A function and the others of its name in the file; the items of those are named in its own."""
    start = f"<@{name}{SEPARATOR}"
    others = (value[2:-1] for value in item.values if value.startswith(start))
    return (Value("function", path, name), *(Value("function", path, other) for other in others))


def plain(name: str) -> str:
    """The qualified name that all of them share."""
    return name.partition(SEPARATOR)[0]


def choose(evaluator: "Evaluator", callees: Values, count: int) -> Values:
    """Of several those that take this many arguments; all, where none does."""
    if len(callees) < 2 or not evaluator.language.overloads:  # noqa: PLR2004
        return callees
    fitting = tuple(callee for callee in callees if callee.kind != "function" or _takes(evaluator, callee, count))
    return fitting or callees


def _takes(evaluator: "Evaluator", function: Value, count: int) -> bool:
    item = evaluator.reads.item(function.path, function.name)
    params = item.params[1:] if item is not None and item.receiver else item.params if item is not None else ()
    needed = sum(1 for param in params if param.kind == "" and not param.default)
    return needed <= count and (count <= len(params) or any(param.kind == "*" for param in params))
