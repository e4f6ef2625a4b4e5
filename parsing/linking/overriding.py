"""Which inherited method a method overrides."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from graph.facts import Definition, Item
from parsing.linking import labels, members, overloads, resolution
from parsing.linking.members import FUNCTIONS
from parsing.linking.values import Found, Value

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator


def overridden(evaluator: "Evaluator", definition: Definition) -> Found | None:
    """The method of the same name in the first base type that has one; of overloads, the one with equal parameters."""
    owner = definition.qualname.rpartition(".")[0]
    above = Value("super", evaluator.path, owner)
    item = evaluator.reads.item(evaluator.path, overloads.numbered(definition.qualname, definition.ordinal))
    if item is not None and item.bases:  # it names the type whose method it implements
        return _implemented(evaluator, item, definition.name)
    if not evaluator.language.overloads:
        found = members.find(evaluator, above, definition.name)
        return found if found is not None and found.item.kind in FUNCTIONS else None
    if item is None or overloads.OWN in item.flags:
        return None
    for found in members.overloaded(evaluator, above, definition.name):
        if overloads.OWN not in found.item.flags and _same(evaluator, evaluator.path, item, found):
            return found
    return None


def fulfilled(evaluator: "Evaluator", definition: Definition) -> Iterator[tuple[Found, Found]]:
    """Methods of a class with the interface methods they implement, for interfaces that its superclasses do not
    implement: B.m and I.m of `class A extends B implements I`, or A.m if A overrides B.m.
    """
    own, *order = resolution.linear(evaluator, evaluator.path, definition.qualname)
    kinds = [(each, item) for each in order if (item := evaluator.reads.item(each.path, each.name)) is not None]
    classes = [each for each, item in kinds if item.kind == "class"]
    known = {each for above in classes for each in resolution.linear(evaluator, above.path, above.name)}
    for interface, item in kinds if classes else ():
        for name in item.methods if interface not in known else ():
            given = [each for each in members.overloaded(evaluator, own, name) if each.owner in {own, *classes}]
            for above in members.overloaded(evaluator, interface, name) if given else ():
                fitting = [each for each in given if above.owner == interface and _fits(evaluator, each, above)]
                if any(each.owner != own for each in fitting):  # else it is what `overridden` finds
                    yield fitting[0], above


def _fits(evaluator: "Evaluator", found: Found, above: Found) -> bool:
    return overloads.OWN not in found.item.flags and _same(evaluator, found.path, found.item, above)


def _implemented(evaluator: "Evaluator", item: Item, name: str) -> Found | None:
    for value in evaluator.values(evaluator.path, item.bases[0])[:1]:
        found = members.find(evaluator, value, name)
        return found if found is not None and found.item.kind in FUNCTIONS else None
    return None


def _same(evaluator: "Evaluator", path: str, item: Item, above: Found) -> bool:
    """Whether the parameter types are the same; a type variable of the base type matches any type."""
    if not evaluator.language.overloads:
        return True
    own, others = overloads.parameters(item), overloads.parameters(above.item)
    if len(own) != len(others) or (evaluator.language.labelled and not labels.same(own, others)):
        return False
    for mine, other in zip(own, others, strict=True):
        if mine.annotation.rpartition(":")[2] == other.annotation.rpartition(":")[2]:
            continue
        wanted = evaluator.instances(above.path, other.annotation)
        if wanted and not _alike(evaluator.instances(path, mine.annotation), wanted):
            return False
    return True


def _alike(mine: tuple[Value, ...], wanted: tuple[Value, ...]) -> bool:
    """Whether they are of the same classes, ignoring type arguments."""
    return {(each.path, each.name) for each in mine} == {(each.path, each.name) for each in wanted}
