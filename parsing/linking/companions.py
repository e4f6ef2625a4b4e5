"""The object that has the name of a class, in languages where each class may have one: what the class is where it is a value."""

from typing import TYPE_CHECKING

from parsing.linking.values import Value

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

COMPANION = "$"  # behind the name of the class: the item of the object
OBJECT = "object"  # the flag of a class that has no instances but itself


def of(evaluator: "Evaluator", value: Value) -> Value:
    """The only instance of the object; the class where it has none of that name, or is one itself."""
    for name in (f"{value.name}{COMPANION}", value.name):
        item = evaluator.reads.item(value.path, name)
        if item is not None and OBJECT in item.flags:
            return Value("instance", value.path, name)
    return value
