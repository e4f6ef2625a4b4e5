"""Several definitions of one name that hold at once, told apart by their parameters: `C.m`, `C.m~1`, ..."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.facts import Item, Param
from parsing.linking.values import ASSUMED, Call, Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

SEPARATOR = "~"
OWN = "own"  # the flag of what no class inherits or overrides
EXTENSION = "extension"  # the flag of what may be called as a member of what it takes first


GENERIC = "of:"  # begins the flag that says the type parameters of a function


def type_parameters(item: Item) -> tuple[str, ...]:
    """Of a function that is called with type arguments, in their order."""
    told = next((flag for flag in item.flags if flag.startswith(GENERIC)), "")
    return tuple(told.removeprefix(GENERIC).split(",")) if told else ()


def every(path: str, name: str, item: Item) -> Values:
    """A function and the others of its name in the file; the items of those are named in its own."""
    start = f"<@{name}{SEPARATOR}"
    others = (value[2:-1] for value in item.values if value.startswith(start))
    return (Value("function", path, name), *(Value("function", path, other) for other in others))


def numbered(name: str, ordinal: int) -> str:
    return f"{name}{SEPARATOR}{ordinal}" if ordinal else name


def plain(name: str) -> str:
    """The qualified name that all of them share."""
    before, mark, number = name.rpartition(SEPARATOR)  # what stands in an overload keeps the number of that
    return before if mark and number.isdigit() else name


def choose(evaluator: "Evaluator", callees: Values, made: Call) -> Values:
    """Of several the one whose parameters fit best what is given; of equally good ones the first."""
    if len(callees) < 2 or not evaluator.language.overloads:  # noqa: PLR2004
        return callees
    functions = [callee for callee in callees if callee.kind == "function"]
    if not functions:
        return callees
    before = evaluator.how
    taken = [
        (callee, params) for callee in functions if (params := _taken(evaluator, callee, len(made.parts))) is not None
    ]
    if len(taken) > 1:
        taken = _best(evaluator, taken, made)
    evaluator.how = before | (evaluator.how & ASSUMED)
    return tuple(callee for callee, _ in taken)


def parameters(item: Item) -> Sequence[Param]:
    return item.params[1:] if item.receiver else item.params


def is_bound(item: Item, function: Value) -> bool:
    """Whether the first parameter is what the function is called of."""
    return function.receiver is not None and (bool(item.receiver) or EXTENSION in item.flags)


def callable_with(evaluator: "Evaluator", callees: Values, made: Call) -> Values:
    """Without the functions that take fewer arguments than are given, or more: another one is meant, which is not known."""
    if not evaluator.language.counted:
        return callees
    count = len(made.parts)
    return tuple(each for each in callees if each.kind != "function" or _taken(evaluator, each, count) is not None)


def _taken(evaluator: "Evaluator", function: Value, count: int) -> Sequence[Param] | None:
    """The parameters that take the arguments one by one; None where there are too few or too many."""
    item = evaluator.reads.item(function.path, function.name)
    bound = (
        item is not None
        and function.receiver is None
        and item.receiver == "instance"
        and evaluator.language.generic_functions
        and not evaluator.language.open_classes
    )
    params = item.params if item is not None and bound else parameters(item) if item is not None else ()
    if item is not None and EXTENSION in item.flags and is_bound(item, function):
        params = item.params[1:]
    if params and params[-1].kind == "*":
        if count < len(params) - 1:
            return None
        return [*params[:-1], *([params[-1]] * (count - len(params) + 1))]
    needed = sum(1 for param in params if not param.default)
    return params[:count] if needed <= count <= len(params) else None


def _best(
    evaluator: "Evaluator", taken: list[tuple[Value, Sequence[Param]]], made: Call
) -> list[tuple[Value, Sequence[Param]]]:
    given = [evaluator.values(made.path, part, made.frame) for part in made.parts]
    costs = [_cost(evaluator, callee, params, given, made) for callee, params in taken]
    known = [cost for cost in costs if cost is not None]
    return [taken[costs.index(min(known))]] if known else taken[:1]


def _cost(
    evaluator: "Evaluator", callee: Value, params: Sequence[Param], given: Sequence[Values], made: Call
) -> int | None:
    """How far the arguments are from the parameters; None where one of them does not fit."""
    from parsing.linking import fitting

    total = 0
    for param, values in zip(params, given, strict=False):
        cost = fitting.distance(evaluator, callee, param, values)
        if cost is None:
            return None
        total += cost
    item = evaluator.reads.item(callee.path, callee.name)
    own = parameters(item) if item is not None else ()
    total += callee.name == made.caller and callee.path == made.path  # of equal ones hardly the one that calls
    return total + (fitting.COLLECTED if own and own[-1].kind == "*" and not _whole(params, given) else 0)


def _whole(params: Sequence[Param], given: Sequence[Values]) -> bool:
    """Whether what collects arguments is given them as one array."""
    return bool(given) and len(params) == len(given) and any(value.name == "list" for value in given[-1])
