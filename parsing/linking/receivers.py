"""Functions that are written for a type which is not their own (`fun Type.f()`): members as far as a file sees them by name."""

from typing import TYPE_CHECKING

from graph.facts import Item
from parsing import terms
from parsing.language import EXTENSION
from parsing.linking import fitting, members
from parsing.linking.values import ASSUMED, LEAPT, Frame, Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

ANY = "any"  # what the language's tables call members that every value has
_EXTENDED = frozenset({"instance", "held", "class", "constant"})
_MEMBERS = frozenset({"function", "class"})
_OUTSIDE = frozenset({"held", "constant"})


def member(evaluator: "Evaluator", value: Value, name: str, path: str) -> Values:
    """What `value.name` is in a file: a member, else a function there that is written for its type, else what all have."""
    own = members.member(evaluator, value, name)
    if value.kind not in _EXTENDED or any(each.kind in _MEMBERS for each in own):
        return own
    found = _written_for(evaluator, value, name, path)
    if own and value.kind not in _OUTSIDE:  # a property is no function that can be called
        return union(own, tuple(each for each in found if each.kind == "function"))
    if found or (own and _is_told(evaluator, own[0].name)):
        return found or own
    full = f"{ANY}.{name}"
    return (Value("bound", name=full, receiver=value),) if _is_told(evaluator, full) else ()


def beside(evaluator: "Evaluator", path: str, name: str, item: Item) -> Values:
    """Functions of the namespace that share their name with one of the file."""
    if item.kind != "function":
        return ()
    namespace = evaluator.namespace(path)
    places = evaluator.reads.named(namespace, name, evaluator.variant) if namespace else ()
    return evaluator.placed([place for place in places if place.path != path])


def _written_for(evaluator: "Evaluator", value: Value, name: str, path: str) -> Values:
    if name[0] == terms.CALLED or not evaluator.enter():
        return ()
    before = evaluator.how
    found = evaluator.name(path, name)
    evaluator.how = before | (evaluator.how & ASSUMED)
    fitting_ones = [each for each in found if each.kind == "function" and _fits(evaluator, each, value)]
    evaluator.leave()
    if fitting_ones:
        evaluator.how |= LEAPT
    return union(*(_given(evaluator, each, value) for each in fitting_ones))


def _given(evaluator: "Evaluator", function: Value, receiver: Value) -> Values:
    """The function with its receiver; of a property what it gives."""
    from parsing.linking.calls import returned

    bound = function._replace(receiver=receiver)
    item = evaluator.reads.item(function.path, function.name)
    if item is None or "property" not in item.flags:
        return (bound,)
    return returned(evaluator, bound, item, Frame(bound.name, receiver))


def _fits(evaluator: "Evaluator", function: Value, value: Value) -> bool:
    """Whether it is written for the type of this value, or for whatever there is; a type of which nothing is known is none."""
    item = evaluator.reads.item(function.path, function.name)
    if item is None or EXTENSION not in item.flags or not item.params:
        return False
    given, wanted = item.params[0], value._replace(kind="instance") if value.kind == "class" else value
    bound = given.default.removesuffix("()")  # of a type parameter
    if given.annotation in item.type_params and not bound:
        return True
    given = given._replace(annotation=bound or given.annotation)
    if not evaluator.instances(function.path, given.annotation):
        return False
    cost = fitting.distance(evaluator, function, given, (wanted,))
    return cost is not None and (cost < fitting.PERHAPS or cost == fitting.ANYTHING)


def _is_told(evaluator: "Evaluator", name: str) -> bool:
    return name in evaluator.language.results or name in evaluator.language.handed
