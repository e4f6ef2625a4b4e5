"""Overloads: several definitions of one name, told apart by their parameters: `C.m`, `C.m~1`, ..."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.facts import Item, Param
from parsing import terms
from parsing.language import EXTENSION, Language
from parsing.linking import labels
from parsing.linking.values import FROM_ARGUMENTS, Call, Found, Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

SEPARATOR = "~"
PRIVATE = "private"  # flag: visible in its own file only
OWN = "own"  # flag: neither inherited nor overridden
DISFAVOURED = "disfavoured"  # flag: yields to any other overload that fits as well
ABSTRACT = "abstract"  # flag: without a body
GENERIC = "of:"  # prefix of the flag that lists a function's type parameters


def type_parameters(item: Item) -> tuple[str, ...]:
    """The type parameters of a generic function, in the order of its type arguments."""
    told = next((flag for flag in item.flags if flag.startswith(GENERIC)), "")
    return tuple(told.removeprefix(GENERIC).split(",")) if told else ()


def every(path: str, name: str, item: Item) -> Values:
    """A function and its overloads in the file; its item lists the names of theirs."""
    start = f"<@{name}{SEPARATOR}"
    others = (value[2:-1] for value in item.values if value.startswith(start))
    return (Value("function", path, name), *(Value("function", path, other) for other in others))


def numbered(name: str, ordinal: int) -> str:
    return f"{name}{SEPARATOR}{ordinal}" if ordinal else name


def plain(name: str) -> str:
    """The qualified name that all overloads share."""
    before, mark, number = name.rpartition(SEPARATOR)  # a definition nested in an overload keeps the overload's number
    return before if mark and number.isdigit() else name


def decide(language: Language) -> bool:
    """Whether the language chooses the callee by the arguments of the call."""
    return language.overloads or language.counted


def provided(found: Sequence[Found]) -> Sequence[Found]:
    """Drops a protocol's mere requirements where a function with the same labels implements them."""
    done = [parameters(each.item) for each in found if ABSTRACT not in each.item.flags]
    return [
        each
        for each in found
        if ABSTRACT not in each.item.flags or not any(labels.same(parameters(each.item), params) for params in done)
    ]


def beside(path: str, name: str, item: Item) -> Values:
    """The functions of a file that share their name with one of its types."""
    if not item.values:
        return ()
    start = f"<@{name}{SEPARATOR}"
    return tuple(Value("function", path, each[2:-1]) for each in item.values if each.startswith(start))


def choose(evaluator: "Evaluator", callees: Values, made: Call, *, result: bool = False) -> Values:
    """Overload resolution: the callee whose parameters fit the arguments best, the first of equally good ones. A
    language that must be `certain` takes none where it would have to guess, or all if only the `result` is wanted.
    """
    if len(callees) < 2 - evaluator.language.certain or not evaluator.language.overloads:
        return callees
    functions = [callee for callee in callees if callee.kind == "function"]
    if not functions:
        return callees
    before = evaluator.how
    taken = [(callee, params) for callee in functions if (params := _taken(evaluator, callee, made.parts)) is not None]
    if len(taken) > 1 - evaluator.language.certain:
        taken = _best(evaluator, taken, made, result)
    evaluator.how = before | (evaluator.how & FROM_ARGUMENTS)
    return tuple(callee for callee, _ in taken)


def parameters(item: Item) -> Sequence[Param]:
    return item.params[1:] if item.receiver else item.params


def _listed(item: Item, function: Value) -> Sequence[Param]:
    """The parameters that a call passes arguments for."""
    return item.params[1:] if is_bound(item, function) else parameters(item)


def is_bound(item: Item, function: Value) -> bool:
    """Whether the first parameter is bound to the receiver."""
    return function.receiver is not None and (bool(item.receiver) or EXTENSION in item.flags)


def callable_with(evaluator: "Evaluator", callees: Values, made: Call) -> Values:
    """Drops functions that do not take this number of arguments: the call means another one, which is unknown."""
    if not evaluator.language.counted:
        return callees
    return tuple(each for each in callees if each.kind != "function" or _taken(evaluator, each, made.parts) is not None)


def _taken(evaluator: "Evaluator", function: Value, parts: tuple[str, ...]) -> Sequence[Param] | None:
    """The parameter for each argument; None if there are too few arguments, or too many."""
    item = evaluator.reads.item(function.path, function.name)
    if evaluator.language.certain:
        return _certainly_taken(evaluator, function, item, parts)
    if evaluator.language.labelled and item is not None and item.kind != "lambda":
        found = labels.matched(_listed(item, function), [_keyword(part) for part in parts])
        return found if found is not None and _may_be_functions(evaluator, function, found, parts) else None
    count = len(parts)
    bound = (
        item is not None
        and function.receiver is None
        and item.receiver == "instance"
        and evaluator.language.generic_functions
        and not evaluator.language.open_classes
    )
    params = item.params if item is not None and bound else _listed(item, function) if item is not None else ()
    if any(map(_keyword, parts)):
        return _matched(params, parts, inherits=False)
    if params and params[-1].kind == "*":
        if count < len(params) - 1:
            return None
        return [*params[:-1], *([params[-1]] * (count - len(params) + 1))]
    needed = sum(1 for param in params if not param.default)
    return params[:count] if needed <= count <= len(params) else None


def _may_be_functions(evaluator: "Evaluator", function: Value, params: Sequence[Param], parts: tuple[str, ...]) -> bool:
    """Whether no parameter that would take a trailing closure is of one of the repository's own types."""
    taking = [param for param, part in zip(params, parts, strict=True) if _keyword(part) == terms.LAST]
    types = [each for param in taking for each in evaluator.instances(function.path, param.annotation)]
    return not any(each.kind == "instance" for each in types)


def _certainly_taken(
    evaluator: "Evaluator", function: Value, item: Item | None, parts: tuple[str, ...]
) -> Sequence[Param] | None:
    lacks_this = item is not None and EXTENSION in item.flags and function.receiver is None
    if item is None or lacks_this or is_closed(evaluator, function):
        return None
    return _matched(parameters(item), parts, inherits="override" in item.flags)


def is_closed(evaluator: "Evaluator", function: Value) -> bool:
    """Whether the function is private to another file."""
    item = evaluator.reads.item(function.path, function.name)
    return item is not None and PRIVATE in item.flags and function.path != evaluator.path


def _matched(params: Sequence[Param], parts: tuple[str, ...], *, inherits: bool) -> Sequence[Param] | None:
    """The parameter for each argument, positional or keyword. `inherits`: an override, whose defaults are inherited."""
    keywords = [params[-1].name if each == terms.LAST and params else each for each in map(_keyword, parts)]
    left = [param for param in params if param.name not in keywords]
    collecting = next((place for place, param in enumerate(left) if param.kind == "*"), len(left))
    places = iter([*left[: collecting + 1], *(left[collecting : collecting + 1] * len(parts))])
    named = {param.name: param for param in params}
    found = [named.get(keyword) if keyword else next(places, None) for keyword in keywords]
    if not inherits and any(not param.default and param.kind != "*" and param not in found for param in params):
        return None
    known = [param for param in found if param is not None]
    return known if len(known) == len(found) else None


def _keyword(part: str) -> str:
    name, mark, _ = part.partition("=")
    return name if mark and name.isidentifier() else ""


def _best(
    evaluator: "Evaluator", taken: list[tuple[Value, Sequence[Param]]], made: Call, result: bool
) -> list[tuple[Value, Sequence[Param]]]:
    from parsing.linking import calls

    given = [argument.values for argument in calls.arguments(evaluator, made.path, made.parts, made.frame)]
    costs = [_cost(evaluator, callee, params, given, made) for callee, params in taken]
    known = [cost for cost in costs if cost is not None]
    if not known:
        return [] if evaluator.language.certain else taken[:1]
    best = [each for each, cost in zip(taken, costs, strict=True) if cost == min(known)]
    alike = len(best) > 1 and all(_is_extension(evaluator, callee) for callee, _ in best)
    left = [each for each, cost in zip(taken, costs, strict=True) if cost is not None]
    if evaluator.language.certain and (alike or _differ([params for _, params in left], given)):
        return left if result else []
    return best[:1]


def _differ(left: list[Sequence[Param]], given: list[Values]) -> bool:
    """Whether an argument of unknown type would decide, since the remaining candidates differ in its parameter."""
    for place, values in enumerate(given):
        if not values and len({(each[place].kind, each[place].annotation.rpartition(":")[2]) for each in left}) > 1:
            return True
    return False


def _is_extension(evaluator: "Evaluator", function: Value) -> bool:
    item = evaluator.reads.item(function.path, function.name)
    return item is not None and EXTENSION in item.flags


def _cost(
    evaluator: "Evaluator", callee: Value, params: Sequence[Param], given: Sequence[Values], made: Call
) -> int | None:
    """The total distance of the arguments from the parameters; None if one does not fit."""
    from parsing.linking import fitting

    total = 0
    for param, values in zip(params, given, strict=False):
        cost = fitting.distance(evaluator, callee, param, values)
        if cost is None:
            return None
        total += cost
    item = evaluator.reads.item(callee.path, callee.name)
    own = _listed(item, callee) if item is not None else ()
    total += item is not None and DISFAVOURED in item.flags
    total += callee.name == made.caller and callee.path == made.path  # of equals, a recursive call is less likely
    if evaluator.language.certain and len(own) > len(params):
        total += len(own) - len(params)  # parameters left to their defaults
    return total + (fitting.COLLECTED if own and own[-1].kind == "*" and not _whole(params, given) else 0)


def _whole(params: Sequence[Param], given: Sequence[Values]) -> bool:
    """Whether the variadic parameter is given a single array."""
    return bool(given) and len(params) == len(given) and any(value.name == "list" for value in given[-1])
