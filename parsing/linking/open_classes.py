"""Classes that any file may reopen, and class-level methods: those of the singleton class, of modules that extend the
class, and of the singletons of its base classes.
"""

from typing import TYPE_CHECKING

from parsing.linking import members, resolution
from parsing.linking.values import THROUGH_TYPE, Found, Value, Values
from parsing.terms import SINGLETON

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_TOLD, _EXTENDING = "included", "ClassMethods"
_SUFFIX = f".{SINGLETON}"


def is_singleton(name: str) -> bool:
    return name.endswith(_SUFFIX)


def plain(name: str) -> str:
    return name.removesuffix(_SUFFIX)


def bases(evaluator: "Evaluator", path: str, name: str) -> list[tuple[str, str]]:
    """The bases that other files give the class when they reopen it, as (file, expression)."""
    if not evaluator.language.reopens:
        return []
    places = [(each, local) for each, local in evaluator.sharing(name) if each != path]
    items = [(each, evaluator.reads.item(each, local)) for each, local in places]
    return [(each, base) for each, item in items if item is not None for base in item.bases]


def find(evaluator: "Evaluator", value: Value, name: str) -> Found | None:
    """A class-level method; else a constant or variable of the class."""
    of = value._replace(name=plain(value.name))
    order = [each for each in resolution.order(evaluator, of) if each.kind == "class"]
    for owner in order:
        found = members.of_type(evaluator, owner, f"{SINGLETON}.{name}") or _extended(evaluator, owner, name)
        found = found or (_by_custom(evaluator, owner, name) if owner.name != of.name else None)
        if found is not None:
            return found
    held = (members.of_type(evaluator, owner, name) for owner in order)
    return next((each for each in held if each is not None and each.item.kind != "method"), None)


def _extended(evaluator: "Evaluator", owner: Value, name: str) -> Found | None:
    """A method of a module that extends the class, wherever the `extend` is written."""
    places = evaluator.sharing(f"{owner.name}{_SUFFIX}")
    for path, local in places:
        item = evaluator.reads.item(path, local)
        for each in item.values[::-1] if item is not None else ():
            for extending in evaluator.values(path, each):
                if extending.kind == "class":
                    found = members.find(evaluator, extending._replace(kind="instance"), name)
                    if found is not None:
                        return found
    return None


def _by_custom(evaluator: "Evaluator", owner: Value, name: str) -> Found | None:
    """A method from a module's `ClassMethods`, with which by custom its `included` hook extends the including class."""
    if members.of_type(evaluator, owner, f"{SINGLETON}.{_TOLD}") is None:
        return None
    found = members.of_type(evaluator, owner._replace(name=f"{owner.name}.{_EXTENDING}"), name)
    evaluator.how |= THROUGH_TYPE * (found is not None)
    return found


def made(value: Value) -> Values:
    """`new` where no class defines it: the class itself, a call of which constructs an instance."""
    if value.kind == "super":
        value = value.receiver or value
    return (Value("class", value.path, plain(value.name)),) if value.kind in {"class", "super"} else ()


def is_maker(evaluator: "Evaluator", value: Value, name: str) -> bool:
    """Whether this method of a class with an external base gives an instance of the class, by custom (`makers`)."""
    if name not in evaluator.language.makers or value.kind != "class":
        return False
    items = [(each.path, evaluator.reads.item(each.path, each.name)) for each in resolution.order(evaluator, value)]
    bases = [(path, base) for path, item in items if item is not None for base in item.bases]
    below = any(not evaluator.values(path, base) for path, base in bases)
    evaluator.how |= THROUGH_TYPE * below
    return below
