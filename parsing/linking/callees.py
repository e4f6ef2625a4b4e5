"""The edges of a call: of which kind, to what, and how each was resolved."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.kinds import EdgeKind, Resolution
from parsing import terms
from parsing.linking import calls, declarations, members, operations, overloads
from parsing.linking.values import Call, Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

ALTERNATIVES = 8  # a call with more possible callees is taken for one of something registered, as in a table
Told = tuple[EdgeKind, Value, Resolution]


def called(evaluator: "Evaluator", expression: str, made: Call) -> tuple[Values, Iterator[Told]]:
    """The possible callees of a call of the expression, and the edges of the call."""
    written = evaluator.values(evaluator.path, expression)
    how, new = evaluator.how, operations.constructed(written) != written
    meant = calls.meant(evaluator, written, made)
    return meant, _edges(evaluator, expression, meant, made, resolution(evaluator, how, meant), new=new)


def implied(evaluator: "Evaluator", expression: str, made: Call) -> Iterator[Told]:
    """The edges of an implicit call, one that is not written in the code."""
    meant = evaluator.values(evaluator.path, expression)
    for callee in overloads.choose(evaluator, meant, made):
        if callee.kind == "class":
            yield from _constructed(evaluator, callee, made, Resolution.IMPLICIT)
        else:
            yield EdgeKind.CALLS, callee, Resolution.IMPLICIT


def _edges(
    evaluator: "Evaluator", expression: str, meant: Values, made: Call, resolution: Resolution, *, new: bool
) -> Iterator[Told]:
    callee = terms.term(expression)
    named = not expression.startswith("<$") or callee.kind != "sigil"
    for each in meant:
        yield from _of_one(evaluator, each, made, resolution, new=new)
        if named and each.kind == "function":  # a parameter holds the function that was passed, without its wrappers
            for wrapper in calls.wrappers(evaluator, each):
                yield EdgeKind.CALLS, wrapper, Resolution.IMPLICIT
    if evaluator.language.functional and not evaluator.language.receives:  # where a bare name reads no function
        yield from _through(evaluator, callee)


def _of_one(evaluator: "Evaluator", callee: Value, made: Call, resolution: Resolution, *, new: bool) -> Iterator[Told]:
    if callee.kind == "class" and evaluator.language.conversions:
        yield EdgeKind.REFERENCES, callee, Resolution.EXACT
    elif callee.kind == "class":
        yield from _constructed(evaluator, callee, made, resolution)
    elif callee.kind == "function":
        yield EdgeKind.INSTANTIATES if new else EdgeKind.CALLS, callee, resolution
        for each in declarations.expanded(evaluator, callee):
            yield EdgeKind.CALLS, each, resolution
    elif callee.kind == "instance":
        for method in members.member(evaluator, callee, evaluator.language.call_name):
            if method.kind == "function":
                yield EdgeKind.CALLS, method, Resolution.IMPLICIT


def _constructed(evaluator: "Evaluator", callee: Value, made: Call, resolution: Resolution) -> Iterator[Told]:
    constructors = members.constructors(evaluator, callee)
    if constructors and all(overloads.is_closed(evaluator, each) for each in constructors):
        return  # only its own file can construct this class: the call means something else of the same name
    kind = evaluator.reads.item(callee.path, callee.name)
    if kind is not None and kind.kind == "trait":
        return  # `new T { ... }` makes an instance of an anonymous class
    casts = evaluator.language.casts and not constructors
    converts = casts and kind is not None and kind.kind == "enum"  # `E(1)`
    yield EdgeKind.REFERENCES if converts else EdgeKind.INSTANTIATES, callee, resolution
    chosen = overloads.choose(evaluator, constructors, made)
    for each in overloads.callable_with(evaluator, chosen, made):
        yield EdgeKind.CALLS, each, Resolution.IMPLICIT


def _through(evaluator: "Evaluator", callee: terms.Term) -> Iterator[Told]:
    """`f.apply(x)`, where f is known to hold a function."""
    for value in evaluator.values(evaluator.path, callee.base) if callee.kind == "member" else ():
        if value.kind == "function":
            yield EdgeKind.CALLS, value, Resolution.CALLBACK


def resolution(evaluator: "Evaluator", how: int, callees: Values) -> Resolution:
    if len(callees) < 2:  # noqa: PLR2004 (alternatives)
        return Resolution.INFERRED if evaluator.leapt(how) else Resolution.EXACT
    if len(callees) > ALTERNATIVES or any(callee.kind == "held" and callee.name == "callable" for callee in callees):
        return Resolution.CALLBACK  # by type any callable; these are known to be passed
    return Resolution.INFERRED
