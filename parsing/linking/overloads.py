"""Several definitions of one name that hold at once, told apart by their parameters: `C.m`, `C.m~1`, ..."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.facts import Item, Param
from parsing import terms
from parsing.language import EXTENSION, Language
from parsing.linking import labels
from parsing.linking.values import ASSUMED, Call, Found, Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

SEPARATOR = "~"
PRIVATE = "private"  # the flag of what no other file can mean
OWN = "own"  # the flag of what no class inherits or overrides
DISFAVOURED = "disfavoured"  # the flag of what is meant only where nothing else is
ABSTRACT = "abstract"  # the flag of what has no body
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


def decide(language: Language) -> bool:
    """Whether what a call is given has a part in which function it means."""
    return language.overloads or language.counted


def provided(found: Sequence[Found]) -> Sequence[Found]:
    """Without what a protocol only requires, where something else of its labels does it."""
    done = [parameters(each.item) for each in found if ABSTRACT not in each.item.flags]
    return [
        each
        for each in found
        if ABSTRACT not in each.item.flags or not any(labels.same(parameters(each.item), params) for params in done)
    ]


def beside(path: str, name: str, item: Item) -> Values:
    """The functions of the file that have the name of a type of it."""
    if not item.values:
        return ()
    start = f"<@{name}{SEPARATOR}"
    return tuple(Value("function", path, each[2:-1]) for each in item.values if each.startswith(start))


def choose(evaluator: "Evaluator", callees: Values, made: Call, *, result: bool = False) -> Values:
    """Of several the one whose parameters fit best what is given; of equally good ones the first. Where only a guess could
    tell, none of them, or all where their `result` alone is asked for.
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
    evaluator.how = before | (evaluator.how & ASSUMED)
    return tuple(callee for callee, _ in taken)


def parameters(item: Item) -> Sequence[Param]:
    return item.params[1:] if item.receiver else item.params


def _listed(item: Item, function: Value) -> Sequence[Param]:
    """Those that a call lists arguments for."""
    return item.params[1:] if is_bound(item, function) else parameters(item)


def is_bound(item: Item, function: Value) -> bool:
    """Whether the first parameter is what the function is called of."""
    return function.receiver is not None and (bool(item.receiver) or EXTENSION in item.flags)


def callable_with(evaluator: "Evaluator", callees: Values, made: Call) -> Values:
    """Without the functions that take fewer arguments than are given, or more: another one is meant, which is not known."""
    if not evaluator.language.counted:
        return callees
    return tuple(each for each in callees if each.kind != "function" or _taken(evaluator, each, made.parts) is not None)


def _taken(evaluator: "Evaluator", function: Value, parts: tuple[str, ...]) -> Sequence[Param] | None:
    """The parameters that take the arguments one by one; None where there are too few or too many."""
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
    """Whether what takes a function that stands behind the brackets is none of the repository's own types."""
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
    """Whether it is private to another file."""
    item = evaluator.reads.item(function.path, function.name)
    return item is not None and PRIVATE in item.flags and function.path != evaluator.path


def _matched(params: Sequence[Param], parts: tuple[str, ...], *, inherits: bool) -> Sequence[Param] | None:
    """The parameters of arguments of which some say whose they are. `inherits`: defaults, which are then not its own."""
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
    """Whether an argument of which nothing is known might be of several types, and so decide."""
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
    """How far the arguments are from the parameters; None where one of them does not fit."""
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
    total += callee.name == made.caller and callee.path == made.path  # of equal ones hardly the one that calls
    if evaluator.language.certain and len(own) > len(params):
        total += len(own) - len(params)  # what is left to its default
    return total + (fitting.COLLECTED if own and own[-1].kind == "*" and not _whole(params, given) else 0)


def _whole(params: Sequence[Param], given: Sequence[Values]) -> bool:
    """Whether what collects arguments is given them as one array."""
    return bool(given) and len(params) == len(given) and any(value.name == "list" for value in given[-1])
