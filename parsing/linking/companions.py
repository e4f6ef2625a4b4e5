"""Companion objects: an object with the same name as a class. Used as a value, the name means the object."""

from typing import TYPE_CHECKING

from parsing.linking import overloads
from parsing.linking.values import Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

COMPANION = "$"  # suffix of the class's name: the item of its companion object
OBJECT = "object"  # flag of a singleton: a class that is its own only instance
CASE = "case"  # flag of a class that a call of its name constructs, even if its companion defines what such a call runs


def of(evaluator: "Evaluator", value: Value) -> Value:
    """The companion object, or the object itself if the class is one; else the class."""
    for name in (f"{value.name}{COMPANION}", value.name):
        item = evaluator.reads.item(value.path, name)
        if item is not None and OBJECT in item.flags:
            return Value("instance", value.path, name)
    return value


def member(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """A member of a class that is used as a value. A call of it may run its constructor as well."""
    found = evaluator.member(of(evaluator, value), name)
    item = evaluator.reads.item(value.path, value.name) if found and name == evaluator.language.call_name else None
    if item is None or CASE not in item.flags:
        return found
    constructor = evaluator.constructor(value.name)
    makes = evaluator.reads.item(value.path, constructor)
    every = overloads.every(value.path, constructor, makes) if makes is not None else ()
    return (*found, *(each._replace(receiver=value) for each in every))


def made(evaluator: "Evaluator", callees: Values) -> Values:
    """Replaces each callee that turned out to be a class's constructor by the class itself."""
    if not evaluator.language.companions:
        return callees
    return tuple(each.receiver if _makes(each) and each.receiver is not None else each for each in callees)


def _makes(callee: Value) -> bool:
    return callee.kind == "function" and callee.receiver is not None and callee.receiver.kind == "class"
