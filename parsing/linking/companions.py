"""The object that has the name of a class, in languages where each class may have one: what the class is where it is a value."""

from typing import TYPE_CHECKING

from parsing.linking import overloads
from parsing.linking.values import Value, Values

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

COMPANION = "$"  # behind the name of the class: the item of the object
OBJECT = "object"  # the flag of a class that has no instances but itself
CASE = "case"  # the flag of a class that a call of its name makes, also where the object of the name says what such a call runs


def of(evaluator: "Evaluator", value: Value) -> Value:
    """The only instance of the object; the class where it has none of that name, or is one itself."""
    for name in (f"{value.name}{COMPANION}", value.name):
        item = evaluator.reads.item(value.path, name)
        if item is not None and OBJECT in item.flags:
            return Value("instance", value.path, name)
    return value


def member(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """What a class used as a value has under a name. What a call of it runs may be its constructor, too."""
    found = evaluator.member(of(evaluator, value), name)
    item = evaluator.reads.item(value.path, value.name) if found and name == evaluator.language.call_name else None
    if item is None or CASE not in item.flags:
        return found
    constructor = evaluator.constructor(value.name)
    makes = evaluator.reads.item(value.path, constructor)
    every = overloads.every(value.path, constructor, makes) if makes is not None else ()
    return (*found, *(each._replace(receiver=value) for each in every))


def made(evaluator: "Evaluator", callees: Values) -> Values:
    """The class itself where a call of its name turned out to run its constructor."""
    if not evaluator.language.companions:
        return callees
    return tuple(each.receiver if _makes(each) and each.receiver is not None else each for each in callees)


def _makes(callee: Value) -> bool:
    return callee.kind == "function" and callee.receiver is not None and callee.receiver.kind == "class"
