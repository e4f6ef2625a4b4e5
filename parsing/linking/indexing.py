"""Subscripts: the value under a key, the element that a loop binds, and type arguments of classes and functions."""

from typing import TYPE_CHECKING

from parsing.linking import calls, members, operations, overloads, resolution
from parsing.linking.elements import BOUNDS, element
from parsing.linking.values import THROUGH_TYPE, Call, Frame, Value, Values, is_literal, parametrised, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_WRITTEN_OUT = frozenset({"union", "callable", "record"})


def indexed(evaluator: "Evaluator", path: str, bases: Values, keys: tuple[str, ...], frame: Frame) -> Values:
    if keys and keys[0][:1] in operations.SIGNS:
        return operations.asked(evaluator, path, bases, keys[0])
    if len(keys) == 1 and not is_literal(keys[0]):
        keys = (_known_key(evaluator, path, keys[0], frame),)
    found = [_indexed(evaluator, path, base, keys, frame) for base in bases]
    if len(keys) == 1 and is_literal(keys[0]):
        last = next((values for values in reversed(found) if values), ())
        if not any(value.kind == "held" for value in last):
            return last  # of several values under one key, the one assigned last
    return union(*found)


def _known_key(evaluator: "Evaluator", path: str, key: str, frame: Frame) -> str:
    """The number or string that a name stands for, if it has just one value; else the key as written."""
    if key in {"*", "?"} or BOUNDS.fullmatch(key):
        return key
    found = evaluator.values(path, key, frame)
    if len(found) != 1 or found[0].kind != "constant":
        return key
    return found[0].name if found[0].name.isdigit() else f'<"{found[0].name}>'


def _indexed(evaluator: "Evaluator", path: str, base: Value, keys: tuple[str, ...], frame: Frame) -> Values:
    if base.kind in {"class", "type"}:
        if base.kind == "type" and base.args and base.name in _WRITTEN_OUT:
            keys = ()  # an alias of a type: these are the alias's type arguments, not the type's own
        args = tuple(evaluator.values(path, key, frame) for key in keys)
        return (parametrised(base, args or base.args),)
    if base.kind == "function" and evaluator.language.generic_functions:
        return _typed(evaluator, path, base, keys, frame)
    evaluator.how |= THROUGH_TYPE
    inside = members.underlying(evaluator, base)
    if inside and evaluator.enter():
        found = indexed(evaluator, path, inside, keys, frame)
        evaluator.leave()
        return found
    if evaluator.language.keyed_members and keys[0].startswith(('<"', *"0123456789")) and base.kind != "held":
        return members.member(evaluator, base, keys[0].strip('<">'))
    if base.kind == "instance":
        found = _iterated(evaluator, base, path) if keys == ("*",) else _got(evaluator, base, path)
        return (
            found
            or _made_of(evaluator, base, keys)
            or _outside(evaluator, base, keys)
            or ((base,) if evaluator.language.points else ())
        )
    return _held_under(evaluator, base, keys) if base.kind == "held" else ()


def _typed(evaluator: "Evaluator", path: str, base: Value, keys: tuple[str, ...], frame: Frame) -> Values:
    """A function with explicit type arguments; of overloads, only those with as many type parameters."""
    item = evaluator.reads.item(base.path, base.name) if evaluator.language.overloads else None
    if item is None:
        return (base,)
    if len(overloads.type_parameters(item)) != len(keys):
        return ()
    return (parametrised(base, tuple(evaluator.values(path, key, frame) for key in keys)),)


def _held_under(evaluator: "Evaluator", base: Value, keys: tuple[str, ...]) -> Values:
    """The element by the language's table, if that knows the external type; else by the kind of container."""
    rule = evaluator.language.results.get(f"{base.name}.[{'*' if keys == ('*',) else ''}]", "")
    return calls.by_rule(evaluator, rule, base) if rule else element(base, keys[0] if keys else "?")


def _made_of(evaluator: "Evaluator", base: Value, keys: tuple[str, ...]) -> Values:
    """The element of an instance of a named tuple."""
    for owner in resolution.order(evaluator, base):
        item = evaluator.reads.item(owner.path, owner.name) if owner.kind == "class" else None
        for each in item.values if item is not None else ():
            return union(*(_held_under(evaluator, tuple_, keys) for tuple_ in evaluator.values(owner.path, each)))
    return ()


def _outside(evaluator: "Evaluator", base: Value, keys: tuple[str, ...]) -> Values:
    """The element of an instance whose class extends an external container type."""
    held_as = members.outside(evaluator, base) if evaluator.language.kinds else None
    return _held_under(evaluator, held_as, keys) if held_as is not None else ()


def _iterated(evaluator: "Evaluator", base: Value, path: str) -> Values:
    iterators = union(
        *(calls.call(evaluator, each, Call(path)) for each in members.member(evaluator, base, "__iter__"))
    )
    found = [element(each, "*") for each in iterators if each.kind == "held"]
    for each in iterators:
        if each.kind == "instance":
            nexts = members.member(evaluator, each, "__next__")
            found.extend(calls.call(evaluator, step, Call(path)) for step in nexts)
    return union(*found) if iterators else _got(evaluator, base, path)


def _got(evaluator: "Evaluator", base: Value, path: str) -> Values:
    return union(*(calls.call(evaluator, each, Call(path)) for each in members.member(evaluator, base, "__getitem__")))
