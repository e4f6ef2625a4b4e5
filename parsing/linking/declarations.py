"""Functions declared in one place and defined in another: one symbol, whose node is that of the definition."""

from collections.abc import Sequence
from posixpath import commonprefix
from typing import TYPE_CHECKING

from graph.facts import Definition, Item
from graph.identity import node_id
from parsing import terms
from parsing.linking import overloads
from parsing.linking.values import Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

DECLARED = "declaration"  # flags of items
INTERNAL = "internal"  # internal linkage: no other file can mean it
CONSTANT = "const"  # a const method, which may have a non-const overload
MACRO = "macro"  # a macro, whose text replaces a call of it
DEEPEST = 4  # macros nested in macros
_FUNCTIONS = frozenset({"function", "method"})


def defined(evaluator: "Evaluator", function: Value) -> Value:
    """The definition of a declared function; without one, the first of its equal declarations."""
    item = evaluator.reads.item(function.path, function.name)
    if item is None or DECLARED not in item.flags:
        return function
    found = [(value, each) for value, each in _every(evaluator, function) if _fits(item, each)]
    definitions = [each for each in found if DECLARED not in each[1].flags]
    if definitions:
        return min((_unlike(function, item, value, each), value) for value, each in definitions)[1]
    same = [
        (value.path, value.name, value)
        for value, each in found
        if _types(each) == _types(item) and not _is_internal(each)
    ]
    return function if _is_internal(item) else min(same)[2]  # the same answer for every one of the declarations


def _every(evaluator: "Evaluator", function: Value) -> Sequence[tuple[Value, Item]]:
    """All functions of the name, in the function's own file and in those that share the name."""
    name = overloads.plain(function.name)
    places = [(function.path, name)]
    places += [(path, local) for path, local in evaluator.sharing(name) if path != function.path]
    items = [(path, local, evaluator.reads.item(path, local)) for path, local in places]
    values = [each for path, local, item in items if item is not None for each in overloads.every(path, local, item)]
    found = [(each, evaluator.reads.item(each.path, each.name)) for each in values]
    return [(each, item) for each, item in found if item is not None and _shown(function, each, item)]


def _shown(function: Value, other: Value, item: Item) -> bool:
    return other.path == function.path or not _is_internal(item)


def _fits(item: Item, other: Item) -> bool:
    if (CONSTANT in item.flags) != (CONSTANT in other.flags):
        return False
    return other.kind in _FUNCTIONS and len(overloads.parameters(item)) == len(overloads.parameters(other))


def _unlike(function: Value, item: Item, value: Value, other: Item) -> tuple[int, int, str, str]:
    """Sort key of a candidate: how many parameter types are written differently, then how far away its file is."""
    differ = sum(mine != its for mine, its in zip(_types(item), _types(other), strict=True))
    return differ, -len(commonprefix([function.path, value.path])), value.path, value.name


def _types(item: Item) -> list[str]:
    """The parameter types, without the scopes from which they are looked up."""
    return [each.annotation.rpartition(":")[2].strip("<>") for each in overloads.parameters(item)]


def _is_internal(item: Item) -> bool:
    return INTERNAL in item.flags


def elsewhere(evaluator: "Evaluator", definitions: Sequence[Definition]) -> dict[int, int]:
    """The file's declarations that are defined elsewhere: index of the declaration -> node id of the definition."""
    found: dict[int, int] = {}
    for place, definition in enumerate(definitions):
        evaluator.start()
        name = overloads.numbered(definition.qualname, definition.ordinal)
        item = evaluator.reads.item(evaluator.path, name) if definition.kind in _FUNCTIONS else None
        if item is not None and DECLARED in item.flags:
            other = defined(evaluator, Value("function", evaluator.path, name))
            its = evaluator.reads.item(other.path, other.name)
            if its is not None and (other.path, other.name) != (evaluator.path, name):
                found[place] = node_id(other.path, its.kind, overloads.plain(other.name), its.ordinal)
    return found


def expanded(evaluator: "Evaluator", macro: Value, depth: int = 0) -> Values:
    """The functions that a macro's text calls: a use of the macro calls these."""
    item = evaluator.reads.item(macro.path, macro.name) if macro.kind == "function" else None
    if item is None or MACRO not in item.flags or depth >= DEEPEST:
        return ()
    called = evaluator.values(macro.path, terms.term(item.returns).base)
    functions = tuple(each for each in called if each.kind == "function")
    return union(functions, *(expanded(evaluator, each, depth + 1) for each in functions))
