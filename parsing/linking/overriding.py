"""Which method above a method replaces."""

from typing import TYPE_CHECKING

from graph.facts import Definition, Item
from parsing.linking import members, overloads
from parsing.linking.members import FUNCTIONS
from parsing.linking.values import Found, Value

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator


def overridden(evaluator: "Evaluator", definition: Definition) -> Found | None:
    """The one of its name in the first type above that has it; of overloads the one with its parameters."""
    owner = definition.qualname.rpartition(".")[0]
    above = Value("super", evaluator.path, owner)
    item = evaluator.reads.item(evaluator.path, overloads.numbered(definition.qualname, definition.ordinal))
    if item is not None and item.bases:  # it says itself whose method it is
        return _implemented(evaluator, item, definition.name)
    if not evaluator.language.overloads:
        found = members.find(evaluator, above, definition.name)
        return found if found is not None and found.item.kind in FUNCTIONS else None
    if item is None or overloads.OWN in item.flags:
        return None
    for found in members.overloaded(evaluator, above, definition.name):
        if overloads.OWN not in found.item.flags and _same(evaluator, item, found):
            return found
    return None


def _implemented(evaluator: "Evaluator", item: Item, name: str) -> Found | None:
    for value in evaluator.values(evaluator.path, item.bases[0])[:1]:
        found = members.find(evaluator, value, name)
        return found if found is not None and found.item.kind in FUNCTIONS else None
    return None


def _same(evaluator: "Evaluator", item: Item, above: Found) -> bool:
    """Whether the parameters are of the same types; a type variable above may be any type."""
    own, others = overloads.parameters(item), overloads.parameters(above.item)
    if len(own) != len(others):
        return False
    for mine, other in zip(own, others, strict=True):
        if mine.annotation.rpartition(":")[2] == other.annotation.rpartition(":")[2]:
            continue
        wanted = evaluator.instances(above.path, other.annotation)
        if wanted and not _alike(evaluator.instances(evaluator.path, mine.annotation), wanted):
            return False
    return True


def _alike(mine: tuple[Value, ...], wanted: tuple[Value, ...]) -> bool:
    """Whether they are of the same class, whatever its type arguments are."""
    return {(each.path, each.name) for each in mine} == {(each.path, each.name) for each in wanted}
