"""The remaining operations on a value, besides member access, call and subscript: what `new` constructs, what awaiting
it gives, and which arguments it is called with.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.facts import Param
from parsing.linking import members
from parsing.linking.elements import element
from parsing.linking.labels import label
from parsing.linking.values import THROUGH_TYPE, Call, Frame, Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_AWAITED, _GIVEN, _YIELDED, _WANTED = "!", "&", "^", "@"
# `x[!]`: the result of awaiting x; `x[&0]`: the first argument that x is called with; `x[@0]`, `x[@name]`: the type of
# its parameter at a position or of a name; `x[^0]`: the first value that x yields to its block
SIGNS = frozenset({_AWAITED, _GIVEN, _YIELDED, _WANTED})


def asked(evaluator: "Evaluator", path: str, values: Values, key: str) -> Values:
    if key == _AWAITED:
        return union(*((each.args or ((),))[0] if _is_promise(each) else (each,) for each in values))
    if key[0] == _YIELDED:
        return union(*(_yielded(evaluator, each, key[1:]) for each in values))
    if key[0] == _WANTED:
        return union(*(_wanted(evaluator, each, key[1:], path) for each in values))
    place = int(key.removeprefix(_GIVEN))
    return union(*((taken(evaluator, each, path)[place : place + 1] or [()])[0] for each in values))


def _wanted(evaluator: "Evaluator", callee: Value, name: str, path: str) -> Values:
    """A parameter of a function or constructor, by position or name; without a constructor, the field of that name."""
    if callee.kind == "held" and name.isdigit():
        return next(iter(taken(evaluator, callee, path)[int(name) :]), ())
    functions = members.constructors(evaluator, callee) if callee.kind == "class" else (callee,)
    if not functions:
        return members.member(evaluator, callee._replace(kind="instance"), name)
    named = [each for each in functions if each.kind == "function"]
    items = [(each.path, item) for each in named if (item := evaluator.reads.item(each.path, each.name)) is not None]
    found = [(path, each) for path, item in items for each in _meant(item.params[bool(item.receiver) :], name)]
    return union(*(evaluator.instances(path, each.annotation) for path, each in found))


def _meant(params: Sequence[Param], name: str) -> Sequence[Param]:
    return params[int(name) :][:1] if name.isdigit() else [each for each in params if label(each.name) == name]


def _is_promise(value: Value) -> bool:
    return value.kind == "held" and value.name == "promise"


def taken(evaluator: "Evaluator", function: Value, path: str) -> list[Values]:
    """The arguments that a value of this type is called with, as far as its parameter types tell."""
    from parsing.linking.calls import instances

    if function.kind == "held" and function.name == "callable" and function.args:
        types = [each.args for each in function.args[0] if each.kind == "held"][:1]
        return [instances(evaluator, each, path) for each in (types or [()])[0]]
    methods = (
        members.member(evaluator, function, evaluator.language.call_name)
        if function.kind == "instance"
        else (function,)
    )
    for method in methods:
        item = evaluator.reads.item(method.path, method.name) if method.kind == "function" else None
        if item is not None:
            params = item.params[1:] if item.receiver else item.params
            return [evaluator.instances(method.path, each.annotation) for each in params]
    return []


def _yielded(evaluator: "Evaluator", function: Value, place: str) -> Values:
    """The value yielded to the block at this position; for a class, by its constructor."""
    if function.kind == "class":
        this = function._replace(kind="instance")
        made = members.member(evaluator, this, evaluator.language.constructor)
        return union(*(_yielded(evaluator, each, place) for each in made if each.kind == "function"))
    item = evaluator.reads.item(function.path, function.name) if function.kind == "function" else None
    if item is None or not item.yields:
        return ()
    evaluator.how |= THROUGH_TYPE
    held = evaluator.values(function.path, item.yields, Frame(function.name, function.receiver))
    return union(*(element(each, place) for each in held if each.kind == "held"))


def value(_: "Evaluator", args: tuple[Values, ...], __: str) -> Values:
    """`typeof x`: a value used as its own type."""
    return args[0]


def new(evaluator: "Evaluator", args: tuple[Values, ...], path: str) -> Values:
    return union(*(_made(evaluator, each, path) for each in args[0]))


def _made(evaluator: "Evaluator", callee: Value, path: str) -> Values:
    """What `new` constructs from a class, from a function, or from an object whose type has a construct signature."""
    from parsing.linking.calls import call

    if callee.kind == "function":
        evaluator.how |= THROUGH_TYPE
        return (callee._replace(kind="instance", receiver=None),)
    if callee.kind == "instance":
        makers = members.member(evaluator, callee, "new")
        return union(*(call(evaluator, maker, Call(path)) for maker in makers if maker.kind == "function"))
    return call(evaluator, callee, Call(path)) if callee.kind in {"class", "type"} else ()


def constructed(callees: Values) -> Values:
    """Unwraps `new`: the classes and functions to be constructed."""
    for each in callees:
        if each.kind == "type" and each.name == "new":
            break
    else:
        return callees
    return union(*(each.args[0] if each.name == "new" and each.args else (each,) for each in callees))
