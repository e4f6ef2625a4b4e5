"""Calls and subscripts of values: instances of classes, what functions return, what containers hold."""

import re
from typing import TYPE_CHECKING

from graph.facts import Item
from parsing import terms
from parsing.linking import generics, members, overloads
from parsing.linking.values import KEYS, Argument, Frame, Value, Values, external, held, is_literal, parametrised, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_ARGUMENTS = {"first": 0, "second": 1, "third": 2}
_WORD = re.compile(r"[\w$]+")
AWAITED = ("!",)  # `x[!]`: what waiting for x gives
GIVEN = ">"  # `x[>0]`: what x is given first where it is called
_STREAMS = frozenset({"list", "set", "deque", "iterator", "generator"})


def called(evaluator: "Evaluator", path: str, callees: Values, parts: tuple[str, ...], frame: Frame) -> Values:
    """What calling any of these with the arguments `parts` gives."""
    given = [argument(evaluator, path, part, frame) for part in parts]
    if any(callee.kind == "type" and callee.name == "self" for callee in callees):
        return (frame.receiver or Value("instance", path, frame.function.rpartition(".")[0]),)
    return union(*(call(evaluator, callee, given, path) for callee in overloads.choose(evaluator, callees, given)))


def call(evaluator: "Evaluator", callee: Value, given: list[Argument], path: str) -> Values:
    if not evaluator.enter():
        return ()
    how = _CALLS.get(callee.kind, _known)
    found = how(evaluator, callee, given, path)
    evaluator.leave()
    return found


def _function(evaluator: "Evaluator", callee: Value, given: list[Argument], _: str) -> Values:
    item = evaluator.reads.item(callee.path, callee.name)
    return returned(evaluator, callee, item, _frame(evaluator, callee, item, given)) if item else ()


def _class(evaluator: "Evaluator", callee: Value, _given: list[Argument], _path: str) -> Values:
    evaluator.leapt = True
    return (callee._replace(kind="instance"),)


def _instance(evaluator: "Evaluator", callee: Value, given: list[Argument], path: str) -> Values:
    inside = members.underlying(evaluator, callee)
    if inside:
        return union(*(call(evaluator, each, given, path) for each in inside))
    methods = members.member(evaluator, callee, "__call__")
    evaluator.leapt = True
    return union(*(call(evaluator, method, given, path) for method in methods if method.kind == "function"))


def _type_called(evaluator: "Evaluator", callee: Value, given: list[Argument], path: str) -> Values:
    if callee.args or not given:
        return _instance_of(evaluator, callee, path)
    return _known(evaluator, callee, given, path)


def _held(_evaluator: "Evaluator", callee: Value, _given: list[Argument], _path: str) -> Values:
    return callee.args[-1] if callee.name == "callable" and callee.args else ()


def _super(_evaluator: "Evaluator", callee: Value, _given: list[Argument], _path: str) -> Values:
    return (callee,)


def returned(evaluator: "Evaluator", function: Value, item: Item, frame: Frame) -> Values:
    """What the function gives back: evaluated in its own file, on its own receiver."""
    evaluator.leapt = True
    if item.yields:
        kind = "context" if "context" in item.flags else "generator"
        return (held(kind, evaluator.values(function.path, item.yields, frame)),)
    found = evaluator.values(function.path, item.returns, frame)
    if "context" in item.flags:
        return tuple(held("context", *value.args[:1]) if value.kind == "held" else value for value in found)
    return found


def wrappers(evaluator: "Evaluator", function: Value) -> list[Value]:
    """The functions that stand in for a decorated one: what its decorators give back instead of it."""
    item = evaluator.reads.item(function.path, function.name)
    if item is None or not item.decorators:
        return []
    before = evaluator.leapt
    found = {
        value: None
        for decorator in item.decorators
        for value in evaluator.values(function.path, f"{decorator}(<@{function.name}>)")
        if value.kind == "function" and value.name != function.name
    }
    evaluator.leapt = before
    return list(found)


def indexed(evaluator: "Evaluator", path: str, bases: Values, keys: tuple[str, ...], frame: Frame) -> Values:
    if keys == AWAITED:
        return union(
            *((base.args or ((),))[0] if base.kind == "held" and base.name == "promise" else (base,) for base in bases)
        )
    if keys and keys[0].startswith(GIVEN):
        place = int(keys[0].removeprefix(GIVEN))
        return union(*((taken(evaluator, base, frame)[place : place + 1] or [()])[0] for base in bases))
    found = [_indexed(evaluator, path, base, keys, frame) for base in bases]
    if len(keys) == 1 and is_literal(keys[0]):
        last = next((values for values in reversed(found) if values), ())
        if not any(value.kind == "held" for value in last):
            return last  # of several values under one key the one that was put there last
    return union(*found)


def _indexed(evaluator: "Evaluator", path: str, base: Value, keys: tuple[str, ...], frame: Frame) -> Values:
    if base.kind in {"class", "type"}:
        args = tuple(evaluator.values(path, key, frame) for key in keys)
        return (parametrised(base, args),)
    if base.kind == "function" and evaluator.language.generic_functions:
        return (base,)
    evaluator.leapt = True
    inside = members.underlying(evaluator, base)
    if inside and evaluator.enter():
        found = indexed(evaluator, path, inside, keys, frame)
        evaluator.leave()
        return found
    if evaluator.language.keyed_members and keys[0].startswith(('<"', *"0123456789")) and base.kind != "held":
        return members.member(evaluator, base, keys[0].strip('<">'))
    if base.kind == "instance":
        return _iterated(evaluator, base, path) if keys == ("*",) else _got(evaluator, base, path)
    return _element(base, keys[0] if keys else "?") if base.kind == "held" else ()


def _element(container: Value, key: str) -> Values:
    """What a container of a known kind holds under a key, '*' for what iterating over it gives."""
    args = container.args
    if container.name == "tuple":
        if key.isdigit():
            return args[int(key)] if len(args) > int(key) else ()
        return (held("tuple", *args[int(key[:-1] or 0) :]),) if key.endswith(":") else union(*args)
    if container.name == "dict":
        return under(args, key)
    if key.endswith(":"):
        return (container,)
    return args[0] if container.name in _STREAMS and args else ()


def under(args: tuple[Values, ...], key: str) -> Values:
    """What a dictionary holds under a key; everything, where the key is not one that was written."""
    if key == "*" or len(args) <= KEYS:
        return (args[:1] if key == "*" else args[1:2] or ((),))[0] if args else ()
    written = [constant.name for constant in args[KEYS]]
    return args[KEYS + 1 + written.index(key)] if key in written else () if is_literal(key) else args[1]


def _iterated(evaluator: "Evaluator", base: Value, path: str) -> Values:
    iterators = union(*(call(evaluator, each, [], path) for each in members.member(evaluator, base, "__iter__")))
    found = [_element(each, "*") for each in iterators if each.kind == "held"]
    for each in iterators:
        if each.kind == "instance":
            nexts = members.member(evaluator, each, "__next__")
            found.extend(call(evaluator, step, [], path) for step in nexts)
    return union(*found) if iterators else _got(evaluator, base, path)


def _got(evaluator: "Evaluator", base: Value, path: str) -> Values:
    return union(*(call(evaluator, each, [], path) for each in members.member(evaluator, base, "__getitem__")))


def _instance_of(evaluator: "Evaluator", kind: Value, path: str) -> Values:
    """An instance of a well-known generic type."""
    if kind.name in {"class", "value"}:  # a value whose type is written `typeof x`
        return kind.args[0] if kind.args else ()
    if kind.name == "new":
        made = kind.args[0] if kind.args else ()
        return union(*(_made(evaluator, each, path) for each in made))
    if kind.name == "record":  # names and types in turn
        args = [_instances(evaluator, arg, path) if place % 2 else arg for place, arg in enumerate(kind.args)]
        return (held("record", *args),)
    args = [_instances(evaluator, arg, path) for arg in kind.args]
    if kind.name in {"union", "first", "variable"}:
        return union(*(args[:1] if kind.name == "first" else args))
    if kind.name == "last":
        return args[-1] if args else ()
    if kind.name == "tuple" and len(args) == 2 and not kind.args[1]:  # noqa: PLR2004 (`tuple[T, ...]`)
        return (held("list", args[0]),)
    return (held(kind.name, *args),)


def _made(evaluator: "Evaluator", callee: Value, path: str) -> Values:
    """What `new` makes of a class, of a function, or of whatever says in its type what it makes."""
    if callee.kind == "function":
        evaluator.leapt = True
        return (callee._replace(kind="instance", receiver=None),)
    if callee.kind == "instance":
        makers = members.member(evaluator, callee, "new")
        return union(*(call(evaluator, maker, [], path) for maker in makers if maker.kind == "function"))
    return call(evaluator, callee, [], path) if callee.kind in {"class", "type"} else ()


def constructed(callees: Values) -> Values:
    """Classes and functions instead of `new` with each."""
    return union(
        *(each.args[0] if each.kind == "type" and each.name == "new" and each.args else (each,) for each in callees)
    )


def _instances(evaluator: "Evaluator", types: Values, path: str) -> Values:
    return union(
        *(
            call(evaluator, _type(evaluator, each, path), [], path)
            for each in types
            if each.kind in {"class", "type", "constant"}
        )
    )


def _type(evaluator: "Evaluator", value: Value, path: str) -> Value:
    """A type that is given as text: `cast("Flask", x)`."""
    if value.kind != "constant":
        return value
    return next(iter(evaluator.name(path, value.name)), external(value.name))


def _frame(evaluator: "Evaluator", callee: Value, item: Item, given: list[Argument]) -> Frame:
    """The call as seen from inside; arguments only where the result mentions the parameters."""
    mentioned = f"<${callee.name}:" in item.returns + item.yields
    generic = {param.name: param.annotation for param in item.params if _mentions(item.returns, param.annotation)}
    if not mentioned and not generic:
        return Frame(callee.name, callee.receiver)
    params = item.params[1:] if item.receiver and callee.receiver else item.params
    paired = [(name, argument.values) for name, argument in pair([each.name for each in params], given)]
    bound = tuple((name, values) for name, values in paired if values and mentioned)
    if item.receiver and callee.receiver:
        paired.append((item.params[0].name, (callee.receiver,)))
    types = [
        bind
        for name, values in paired
        if name in generic and (bind := generics.variable(evaluator, callee.path, generic[name], values))
    ]
    return Frame(callee.name, callee.receiver, bound, tuple(types))


def _mentions(returns: str, annotation: str) -> bool:
    """Whether a parameter's type may be a type variable that the result depends on."""
    return bool(annotation) and generics.name_of(annotation) in _WORD.findall(returns)


def pair(names: list[str], given: list[Argument]) -> list[tuple[str, Argument]]:
    """Parameters with the arguments they take."""
    found = list(zip(names, (argument for argument in given if not argument.keyword), strict=False))
    return found + [(argument.keyword, argument) for argument in given if argument.keyword in names]


def argument(evaluator: "Evaluator", path: str, part: str, frame: Frame) -> Argument:
    if "=" in part:
        name, _, value = part.partition("=")
        if name.isidentifier():
            return Argument(name, evaluator.values(path, value, frame))
    return Argument("", evaluator.values(path, part, frame))


def _known(evaluator: "Evaluator", callee: Value, given: list[Argument], path: str) -> Values:
    """What a well-known callable returns, by the language's table."""
    rule = evaluator.language.results.get(callee.name, "") if callee.kind != "constant" else ""
    evaluator.leapt = True
    positional = [argument.values for argument in given if not argument.keyword]
    if rule == "cast":
        return _instances(evaluator, positional[0], path) if positional else ()
    if rule == "variable":
        return (generics.type_variable(positional[1:], given),)
    if rule == "class":
        return tuple(value._replace(kind="class") for value in (positional or [()])[0] if value.kind == "instance")
    if rule == "identity":
        return (external("copy.copy"),)
    if rule == "attribute":
        return _attribute(evaluator, positional)
    return _result(evaluator, rule, positional, callee.receiver, path)


def _attribute(evaluator: "Evaluator", positional: list[Values]) -> Values:
    """`getattr(x, "name")`."""
    if len(positional) < 2:  # noqa: PLR2004 (an object and a name)
        return ()
    names = [value.name for value in positional[1] if value.kind == "constant"]
    return union(*(members.member(evaluator, value, name) for value in positional[0] for name in names))


def _result(evaluator: "Evaluator", rule: str, given: list[Values], receiver: Value | None, path: str) -> Values:
    """`rule` evaluated over the arguments and the receiver."""
    term = terms.term(rule)
    if term.kind == "either":
        return union(*(_result(evaluator, part, given, receiver, path) for part in term.parts))
    if term.kind == "name":
        return _given(term.text, given, receiver)
    if term.kind == "index":
        return _result_index(evaluator, term, given, receiver, path)
    if term.base in _ARGUMENTS:
        return union(*(call(evaluator, each, [], path) for each in _given(term.base, given, receiver)))
    parts = (_result(evaluator, part, given, receiver, path) for part in term.parts)
    return (held(term.base, *parts),) if term.base else ()


def taken(evaluator: "Evaluator", function: Value, frame: Frame) -> list[Values]:
    """What a function of this type is given, as far as its parameters say."""
    if function.kind == "held" and function.name == "callable":
        return list(function.args[:-1])
    methods = members.member(evaluator, function, "__call__") if function.kind == "instance" else (function,)
    for method in methods:
        item = evaluator.reads.item(method.path, method.name) if method.kind == "function" else None
        if item is not None:
            params = item.params[1:] if item.receiver else item.params
            inside = Frame(method.name, method.receiver, types=frame.types)
            return [evaluator.values(method.path, terms.then(each.annotation, "()"), inside) for each in params]
    return []


def given_to(evaluator: "Evaluator", rule: str, receiver: Value | None) -> Values:
    """What a function is given by the method of `receiver` that it is handed to."""
    return _result(evaluator, rule, [], receiver, evaluator.path)


def _given(name: str, given: list[Values], receiver: Value | None) -> Values:
    if name == "self":
        return (receiver,) if receiver else ()
    place = _ARGUMENTS[name]
    return given[place] if place < len(given) else ()


def _result_index(
    evaluator: "Evaluator", term: terms.Term, given: list[Values], receiver: Value | None, path: str
) -> Values:
    if term.base == "self":
        place = int(term.parts[0])
        return receiver.args[place] if receiver and place < len(receiver.args) else ()
    return indexed(evaluator, path, _result(evaluator, term.base, given, receiver, path), term.parts, Frame())


_CALLS = {
    "class": _class,
    "function": _function,
    "instance": _instance,
    "held": _held,
    "super": _super,
    "type": _type_called,
}
