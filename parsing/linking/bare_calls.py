"""Bare calls, in languages where a name alone can call a function: `x.f` may read a field of x, or call a method of it.

The name of a function is first of all a value, since it may be passed as one. It counts as a call where its result is
used.
"""

from typing import TYPE_CHECKING

from parsing.linking import overloads
from parsing.linking.values import Call, Frame, Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

BARE = "bare"  # flag of a function that is called without parentheses: these would apply to its result


def called(evaluator: "Evaluator", values: Values) -> Values:
    """The functions among the values that a bare name calls."""
    return tuple(each for each in values if each.kind == "function" and _needs_nothing(evaluator, each))


def given(evaluator: "Evaluator", values: Values) -> Values:
    """The values as they are used: a function that needs no arguments is replaced by its result."""
    if all(each.kind != "function" for each in values) or not evaluator.enter():
        return values
    made = Call(evaluator.path)
    meant = overloads.choose(evaluator, called(evaluator, values), made, result=True)
    found = union(*(_given(evaluator, each) for each in (*meant, *_others(evaluator, values, meant))))
    evaluator.leave()
    return found


def applied(evaluator: "Evaluator", callees: Values) -> Values:
    """The callees of a call with parentheses: for functions called without, their results."""
    if not any(each.kind == "function" and _is_bare(evaluator, each) for each in callees):
        return callees
    listed = tuple(each for each in callees if each.kind != "function" or not _is_bare(evaluator, each))
    return listed or given(evaluator, callees)


def _others(evaluator: "Evaluator", values: Values, called: Values) -> Values:
    """The rest: what is no function, and functions that need arguments, unless an overload of the name needs none."""
    return tuple(each for each in values if each.kind != "function" or not (called or _needs_nothing(evaluator, each)))


def _given(evaluator: "Evaluator", value: Value) -> Values:
    from parsing.linking.calls import returned

    item = evaluator.reads.item(value.path, value.name) if value.kind == "function" else None
    if item is None or not _needs_nothing(evaluator, value):
        return (value,)
    return given(evaluator, returned(evaluator, value, item, Frame(value.name, value.receiver)))


def _is_bare(evaluator: "Evaluator", function: Value) -> bool:
    item = evaluator.reads.item(function.path, function.name)
    return item is not None and BARE in item.flags and not overloads.parameters(item)


def _needs_nothing(evaluator: "Evaluator", function: Value) -> bool:
    item = evaluator.reads.item(function.path, function.name)
    if item is None or item.kind == "lambda":
        return False
    listed = item.params[1:] if overloads.is_bound(item, function) else overloads.parameters(item)
    return BARE in item.flags or not listed
