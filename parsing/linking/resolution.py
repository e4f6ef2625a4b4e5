"""The method resolution order (C3): of classes, of `super()`, and with bases that only wrap other types."""

from typing import TYPE_CHECKING

from parsing.linking import open_classes, partial
from parsing.linking.values import Value, Values, union

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

CLASSES = 120  # limit for one resolution order
_ORDERED = frozenset({"class", "instance", "function"})


def linear(evaluator: "Evaluator", path: str, name: str) -> tuple[Value, ...]:
    """The method resolution order of a class, itself first. Without a consistent order, the first head is taken."""
    inherits_itself = (Value("class", path, name),)
    return evaluator.once(path == evaluator.path, _linear, path, name, pending=inherits_itself)


def _linear(evaluator: "Evaluator", path: str, name: str) -> tuple[Value, ...]:
    if not evaluator.enter():
        return (Value("class", path, name),)
    found = _ordered(evaluator, path, name)
    evaluator.leave()
    return found


def _composed(base: Value) -> Values:
    """The types inside a base that only wraps others: `Omit<C, "d">`, `A & B`."""
    if base.kind != "type" or base.name not in {"first", "union"}:
        return (base,)
    return union(*(base.args[:1] if base.name == "first" else base.args))


def _ordered(evaluator: "Evaluator", path: str, name: str) -> tuple[Value, ...]:
    item = evaluator.reads.item(path, name)
    if item is None and evaluator.language.open_classes:  # a member written outside its class, in another file
        found = next((each for each in evaluator.name(path, name) if each.kind == "class"), None)
        return linear(evaluator, found.path, found.name) if found is not None else (Value("class", path, name),)
    parts = partial.parts(evaluator, path, name, item)
    said = [(each.path, base) for each in parts for base in _bases(evaluator, each)]
    said += open_classes.bases(evaluator, path, name)
    bases = [base for where, each in said for found in evaluator.values(where, each)[:1] for base in _composed(found)]
    bases = [base._replace(args=()) for base in bases if base.kind in {"class", "external", "type"}]
    orders = [list(linear(evaluator, base.path, base.name)) if base.kind == "class" else [base] for base in bases]
    own = Value("class", path, name)
    return (own, *(each for each in parts if each != own), *_merge([*orders, bases]))


def _bases(evaluator: "Evaluator", part: Value) -> tuple[str, ...]:
    item = evaluator.reads.item(part.path, part.name)
    return item.bases if item is not None else ()


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


def order(evaluator: "Evaluator", value: Value) -> tuple[Value, ...]:
    if value.kind != "super":
        if value.kind not in _ORDERED:
            return ()
        return linear(evaluator, value.path, value.name)
    receiver = value.receiver
    start = linear(evaluator, receiver.path, receiver.name) if receiver else linear(evaluator, value.path, value.name)
    this = Value("class", value.path, value.name)
    if this not in start:
        start = linear(evaluator, value.path, value.name)
    return start[start.index(this) + 1 :] if this in start else start[1:]
