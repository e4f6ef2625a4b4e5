"""Argument types of unannotated functions that are passed as callbacks, taken from the callee's parameter types."""

from typing import TYPE_CHECKING

from parsing import terms
from parsing.linking import functional, members, operations, overloads
from parsing.linking.values import Argument, Frame, Handed, Value

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_SIGNATURE = (
    ".__call__"  # its overloads hardly differ in what they pass on: surplus arguments use the last parameter's type
)


def handed(evaluator: "Evaluator", callee: Value, given: list[Argument]) -> Handed:
    """Callbacks passed to a function, or to an object whose type is callable."""
    if callee.kind == "function":
        return _annotated(evaluator, callee, given)
    methods = [
        each for each in members.member(evaluator, callee, evaluator.language.call_name) if each.kind == "function"
    ]
    return [each for method in methods for each in _annotated(evaluator, method, given)]


def taken(evaluator: "Evaluator", function: Value, given: list[Argument]) -> Handed:
    """Callbacks passed to a value of which only the function type is known: `f(x)` of `def f(x: A)(g: B => C)`."""
    wanted = operations.taken(evaluator, function, evaluator.path)
    return [
        (argument.values, [Argument("", each) for each in operations.taken(evaluator, expected, evaluator.path)])
        for argument, expecteds in zip(given, wanted, strict=False)
        for expected in expecteds
        if expected.kind == "held"
    ]


def _annotated(evaluator: "Evaluator", callee: Value, given: list[Argument]) -> Handed:
    """Functions passed for the parameter `f: Callable[[A], B]` are called with an A."""
    if not any(value.kind == "function" for argument in given for value in argument.values):
        return []
    from parsing.linking import calls, generics

    item = evaluator.reads.item(callee.path, callee.name)
    params = {param.name: param for param in item.params} if item else {}
    names = list(params)[1:] if item and overloads.is_bound(item, callee) else list(params)
    if names and (params[names[-1]].kind == "*" or callee.name.endswith(_SIGNATURE)):
        names += names[-1:] * (len(given) - len(names))
    found: Handed = []
    paired = calls.pair(names, given)
    typed = ((params[name].annotation, argument.values) for name, argument in paired)
    frame = Frame(callee.name, callee.receiver, (), tuple(generics.bound(evaluator, callee.path, typed)))
    for name, argument in paired:
        declared = terms.then(params[name].annotation, "()")
        for expected in evaluator.values(callee.path, declared, frame):
            passed = [Argument("", each) for each in operations.taken(evaluator, expected, callee.path)]
            if passed := passed + _as_this(evaluator, expected):
                found.append((argument.values, passed))
            elif evaluator.language.functional:
                found.append((argument.values, [Argument("", each) for each in functional.taken(evaluator, expected)]))
    return found


def _as_this(evaluator: "Evaluator", expected: Value) -> list[Argument]:
    """The `this` argument of a function of this type."""
    given = expected.args[1:-1] if expected.kind == "held" and expected.name == "callable" else ()
    return [Argument(evaluator.language.this_name, each) for each in given]
