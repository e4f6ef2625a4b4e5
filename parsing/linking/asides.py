"""What can be asked of a value beside its members, its result and its elements: what `new` makes, what waiting gives, what it
is given where it is called.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graph.facts import Param
from parsing.linking import members
from parsing.linking.elements import element
from parsing.linking.labels import label
from parsing.linking.values import LEAPT, Call, Frame, Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_AWAITED, _GIVEN, _YIELDED, _WANTED = "!", "&", "^", "@"
# `x[!]`: what waiting for x gives; `x[&0]`: what x is given first where it is called, `x[@0]` and `x[@name]`: what it takes so in a
# place, or under a name; `x[^0]`: what x hands its block first
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
    """What a function, or what makes a class, takes in a place or under a name: without a constructor the fields."""
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
    """What a function of this type is given, as far as its parameters say."""
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
    """Of a class what its constructor hands the block."""
    if function.kind == "class":
        this = function._replace(kind="instance")
        made = members.member(evaluator, this, evaluator.language.constructor)
        return union(*(_yielded(evaluator, each, place) for each in made if each.kind == "function"))
    item = evaluator.reads.item(function.path, function.name) if function.kind == "function" else None
    if item is None or not item.yields:
        return ()
    evaluator.how |= LEAPT
    held = evaluator.values(function.path, item.yields, Frame(function.name, function.receiver))
    return union(*(element(each, place) for each in held if each.kind == "held"))


def value(_: "Evaluator", args: tuple[Values, ...], __: str) -> Values:
    """`typeof x`: a value that stands for its type."""
    return args[0]


def new(evaluator: "Evaluator", args: tuple[Values, ...], path: str) -> Values:
    return union(*(_made(evaluator, each, path) for each in args[0]))


def _made(evaluator: "Evaluator", callee: Value, path: str) -> Values:
    """What `new` makes of a class, of a function, or of whatever says in its type what it makes."""
    from parsing.linking.calls import call

    if callee.kind == "function":
        evaluator.how |= LEAPT
        return (callee._replace(kind="instance", receiver=None),)
    if callee.kind == "instance":
        makers = members.member(evaluator, callee, "new")
        return union(*(call(evaluator, maker, Call(path)) for maker in makers if maker.kind == "function"))
    return call(evaluator, callee, Call(path)) if callee.kind in {"class", "type"} else ()


def constructed(callees: Values) -> Values:
    """Classes and functions instead of `new` with each."""
    for each in callees:
        if each.kind == "type" and each.name == "new":
            break
    else:
        return callees
    return union(*(each.args[0] if each.name == "new" and each.args else (each,) for each in callees))
