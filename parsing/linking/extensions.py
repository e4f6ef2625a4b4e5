"""Extension functions: called like members of their first parameter's type, from files that see them.

Kotlin writes `fun X.f()` at the top of a file; other files see it like any name. C# writes `static T F(this X x)` in a
class; its namespace offers it, under a marked name, to the files that open the namespace. Swift reopens the type itself
(`extension X { func f() }`): for an external type, the extensions visible to the file are searched.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graph.facts import Item
from parsing import terms
from parsing.language import EXTENSION, Interface
from parsing.linking import fitting, members, overloads, partial, resolution, visible
from parsing.linking.namespaces import Place
from parsing.linking.values import FROM_ARGUMENTS, Frame, Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

ANY = "any"  # the owner, in the language's tables, of members that every value has
_MARK = "this "  # precedes the name under which they are shared; no name in code begins like this
_EXTENDED = frozenset({"instance", "held", "class", "constant"})
_CALLABLE = frozenset({"function", "class"})
_OUTSIDE = frozenset({"held", "constant"})
_TYPES = frozenset({"type", "class"})
_NAMED_OUTSIDE = _OUTSIDE | {"type"}


def shared(interface: Interface) -> dict[str, str]:
    """Marked name -> name of the extension functions a file shares; the first of several overloads stands for all."""
    plain = {name: overloads.plain(name) for name, item in interface.items() if EXTENSION in item.flags}
    return {f"{_MARK}{name.rpartition('.')[2]}": name for name in plain.values()}


def member(evaluator: "Evaluator", value: Value, name: str, path: str) -> Values:
    """The values of `value.name` in a file: a member, an extension function, or else a member that all values have."""
    if evaluator.language.extends == "added":
        return _added(evaluator, value, name)
    own = members.member(evaluator, value, name)
    if value.kind not in _EXTENDED or name[0] == terms.CALLED or not _is_open(evaluator, value, own):
        return own
    found = _taking(evaluator, value, name, path)
    if own and value.kind not in _OUTSIDE:  # a field hides no function; a function gets more overloads
        return union(own, tuple(each for each in found if each.kind == "function"))
    if found or not evaluator.language.certain or (own and _is_told(evaluator, own[0].name)):
        return found or own
    return _of_any(evaluator, value, name)


def _of_any(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """A member that every value has, by the language's table."""
    full = f"{ANY}.{name}"
    return (Value("bound", name=full, receiver=value),) if _is_told(evaluator, full) else ()


def _added(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """Its own member, else one from an extension that the repository adds to an external type of the value."""
    if value.kind in _NAMED_OUTSIDE:
        return _of_opened(evaluator, value, name, [value.name]) or members.member(evaluator, value, name)
    above = (each.name for each in resolution.order(evaluator, value) if each.kind == "type")
    found = members.member(evaluator, value, name) or _of_opened(evaluator, value, name, above)
    return found or _of_any(evaluator, value, name)


def _of_opened(evaluator: "Evaluator", value: Value, name: str, types: Iterable[str]) -> Values:
    kinds = evaluator.language.kinds
    for each in dict.fromkeys(above for kind in types for above in kinds.get(kind, (kind,))):
        places = evaluator.reads.named(evaluator.language.namespace(evaluator.path, each), each)
        seen = (place for place in places if partial.is_seen(evaluator, evaluator.reads.path, place))
        found = [
            function for place in seen for function in _methods(evaluator, value, f"{place.qualname}.{name}", place)
        ]
        if found:
            return union(*(_bound(evaluator, function, value) for function in found))
    return ()


def _methods(evaluator: "Evaluator", value: Value, qualname: str, place: Place) -> Values:
    """Instance methods for a value, static methods for a type."""
    item = evaluator.reads.item(place.path, qualname)
    if item is None or item.kind != "method" or (item.receiver == "class") != (value.kind in _TYPES):
        return ()
    return overloads.every(place.path, qualname, item)


def _is_open(evaluator: "Evaluator", value: Value, own: Values) -> bool:
    """Whether an extension function may be meant. Next to a callable member it is one more overload, in languages where
    overload resolution may guess.
    """
    certain = evaluator.language.certain
    if not own or value.kind in _OUTSIDE:
        return certain or not any(_is_told(evaluator, each.name) for each in own)
    return any(each.kind in _CALLABLE for each in own) != certain


def _taking(evaluator: "Evaluator", value: Value, name: str, path: str) -> Values:
    if not evaluator.enter():
        return ()
    before = evaluator.how
    seen = _named(evaluator, name, path) if evaluator.language.extends == "named" else _offered(evaluator, name, path)
    found = [each for each in seen if each.kind == "function" and _takes(evaluator, each, value)]
    if not found and evaluator.language.extends == "named":  # where those nearer are for other types
        others = union(*evaluator.starred(path, name))
        found = [each for each in others if each.kind == "function" and _takes(evaluator, each, value)]
    evaluator.how = before | (evaluator.how & FROM_ARGUMENTS)
    evaluator.leave()
    return union(*(_bound(evaluator, each, value) for each in found))


def _named(evaluator: "Evaluator", name: str, path: str) -> Iterable[Value]:
    return evaluator.name(path, name)


def _offered(evaluator: "Evaluator", name: str, path: str) -> Iterator[Value]:
    for places in evaluator.reads.sought(visible.opened(evaluator, path), f"{_MARK}{name}", ""):
        for place in places:
            item = evaluator.reads.item(place.path, place.qualname)
            yield from overloads.every(place.path, place.qualname, item) if item is not None else ()


def _bound(evaluator: "Evaluator", function: Value, receiver: Value) -> Values:
    """The function bound to its receiver; for a property, its value."""
    from parsing.linking.calls import returned

    bound = function._replace(receiver=receiver)
    item = evaluator.reads.item(function.path, function.name)
    if item is None or "property" not in item.flags:
        return (bound,)
    return returned(evaluator, bound, item, Frame(bound.name, receiver))


def _takes(evaluator: "Evaluator", function: Value, value: Value) -> bool:
    item = evaluator.reads.item(function.path, function.name)
    if item is None or EXTENSION not in item.flags or not item.params:
        return False
    given = value._replace(kind="instance") if value.kind == "class" else value
    if evaluator.language.certain:
        return _is_for(evaluator, function, item, given)
    return fitting.distance(evaluator, function, item.params[0], (given,)) is not None


def _is_for(evaluator: "Evaluator", function: Value, item: Item, value: Value) -> bool:
    """Whether it extends the type of this value, or any type at all. An unknown parameter type does not match."""
    given = item.params[0]
    bound = given.default.removesuffix("()")  # the upper bound of a type parameter
    if given.annotation in item.type_params and not bound:
        return True
    given = given._replace(annotation=bound or given.annotation)
    if not evaluator.instances(function.path, given.annotation):
        return False
    cost = fitting.distance(evaluator, function, given, (value,))
    return cost is not None and (cost < fitting.PERHAPS or cost == fitting.ANYTHING)


def _is_told(evaluator: "Evaluator", name: str) -> bool:
    return name in evaluator.language.results or name in evaluator.language.handed
