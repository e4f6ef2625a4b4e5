"""Attribute look-up: modules, classes in C3 order, instances, `super()`, and what containers offer."""

from typing import TYPE_CHECKING

from graph.facts import Item
from parsing.linking.values import ASSUMED, LEAPT, NOWHERE, Found, Frame, Value, Values, external, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

FUNCTIONS = frozenset({"function", "method", "lambda"})
_WITH_CLASS = frozenset({"instance", "class", "super"})
CLASSES = 120  # in one resolution order


def member(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """What `value.name` is; () where nothing is known of it."""
    kind = value.kind
    if kind == "instance" and name == "__class__":
        evaluator.how |= LEAPT
        return (value._replace(kind="class"),)
    if kind in _WITH_CLASS:
        return _of_class(evaluator, value, name)
    if kind == "module":
        return _of_module(evaluator, value, name)
    if kind == "namespace":
        found = evaluator.language.submodule(value, name, evaluator.reads)
        return (found,) if found else ()
    if kind == "external":
        return (_external(evaluator, f"{value.name}.{name}"),)
    if kind == "held":
        return (Value("bound", name=f"{value.name}.{name}", receiver=value),)
    return (Value("bound", name=f"str.{name}", receiver=value),) if kind == "constant" else ()


def find(evaluator: "Evaluator", value: Value, name: str) -> Found | None:
    """The first class in the resolution order of a class, instance or super that has the member."""
    item_of = evaluator.reads.item
    for owner in _order(evaluator, value):
        if owner.kind == "class":
            item = item_of(owner.path, f"{owner.name}.{name}")
            if item is not None:
                return Found(owner, item)
    return None


def linear(evaluator: "Evaluator", path: str, name: str) -> tuple[Value, ...]:
    """The method resolution order of a class, itself first; bases in disagreement come in the order of their depth."""
    asked = (path, name)
    known = evaluator.linear.get(asked)
    if known is None:
        evaluator.linear[asked] = (Value("class", path, name),)  # in progress: a class that inherits itself
        if evaluator.enter():
            evaluator.linear[asked] = _linear(evaluator, path, name)
            evaluator.leave()
        known = evaluator.linear[asked]
    return known


def _linear(evaluator: "Evaluator", path: str, name: str) -> tuple[Value, ...]:
    item = evaluator.reads.item(path, name)
    before = evaluator.how
    bases = [base for each in (item.bases if item else ()) for base in evaluator.values(path, each)[:1]]
    evaluator.how = before | (evaluator.how & ASSUMED)
    bases = [base._replace(args=()) for base in bases if base.kind in {"class", "external", "type"}]
    orders = [list(linear(evaluator, base.path, base.name)) if base.kind == "class" else [base] for base in bases]
    return (Value("class", path, name), *_merge([*orders, bases]))


def _merge(orders: list[list[Value]]) -> list[Value]:
    merged: list[Value] = []
    orders = [order for order in orders if order]
    while orders and len(merged) < CLASSES:
        heads = [order[0] for order in orders]
        free = [head for head in heads if not any(head in order[1:] for order in orders)]
        chosen = free[0] if free else heads[0]
        merged.append(chosen)
        orders = [rest for order in orders if (rest := [each for each in order if each != chosen])]
    return merged


def _order(evaluator: "Evaluator", value: Value) -> tuple[Value, ...]:
    if value.kind != "super":
        if value.kind not in {"class", "instance"}:
            return ()
        return evaluator.linear.get((value.path, value.name)) or linear(evaluator, value.path, value.name)
    receiver = value.receiver
    start = linear(evaluator, receiver.path, receiver.name) if receiver else linear(evaluator, value.path, value.name)
    this = Value("class", value.path, value.name)
    if this not in start:
        start = linear(evaluator, value.path, value.name)
    return start[start.index(this) + 1 :]


def _of_module(evaluator: "Evaluator", value: Value, name: str) -> Values:
    item = evaluator.reads.item(value.path, name)
    found = evaluator.item_values(value.path, name, item) if item else ()
    if found:
        return found
    inside = evaluator.language.submodule(value, name, evaluator.reads)
    if inside is not None:
        evaluator.how |= inside.path not in evaluator.imported_paths  # some other file must have imported it
        return (inside,)
    if item is not None or name in evaluator.language.builtins:
        return ()
    return evaluator.values(value.path, name)  # through the memo: modules may import everything from each other


def _external(evaluator: "Evaluator", name: str) -> Value:
    kind = evaluator.language.types.get(name)
    return Value("type", name=kind) if kind else external(name)


def _of_class(evaluator: "Evaluator", value: Value, name: str) -> Values:
    found = find(evaluator, value, name)
    if found is None:
        return ()
    qualname = f"{found.owner.name}.{name}"
    if value.kind == "instance":
        evaluator.how |= found.item.kind not in FUNCTIONS
    frame = Frame("", value) if value.kind == "instance" and value.args else NOWHERE
    values = evaluator.item_values(found.owner.path, qualname, found.item, frame)
    if len(values) == 1:
        return _attached(evaluator, values[0], found.item, value)
    return union(*(_attached(evaluator, each, found.item, value) for each in values))


def _attached(evaluator: "Evaluator", each: Value, item: Item, holder: Value) -> Values:
    """A method found on a class or instance, bound to it; a property called; a descriptor asked."""
    if each.kind != "function" or item.kind not in FUNCTIONS:
        return _described(evaluator, each, holder)
    receiver = _receiver(item, holder)
    bound = each._replace(receiver=receiver)
    if "property" in item.flags and holder.kind != "class":
        from parsing.linking.calls import returned

        evaluator.how |= LEAPT
        return returned(evaluator, bound, item, Frame(bound.name, receiver))
    return (bound,)


def _described(evaluator: "Evaluator", each: Value, holder: Value) -> Values:
    if each.kind == "instance" and holder.kind == "instance" and each.path:
        getter = find(evaluator, each, "__get__")
        if getter is not None and getter.item.kind in FUNCTIONS:
            from parsing.linking.calls import returned

            function = Value("function", getter.owner.path, f"{getter.owner.name}.__get__", each)
            return returned(evaluator, function, getter.item, Frame(function.name, each)) or (each,)
    return (each,)


def _receiver(item: Item, holder: Value) -> Value | None:
    actual = holder
    if holder.kind == "super":
        actual = holder.receiver or Value("instance", holder.path, holder.name)
    if item.receiver == "class":
        return actual._replace(kind="class")
    return actual if item.receiver and actual.kind == "instance" else None
