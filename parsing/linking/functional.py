"""Functional interfaces, those with one abstract method: the argument types of a function passed as one."""

from typing import TYPE_CHECKING

from graph.facts import Item
from parsing import terms
from parsing.linking import generics, overloads, resolution
from parsing.linking.values import Found, Frame, Value, Values, held

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

MOST = 4  # parameters of an external functional interface


def taken(evaluator: "Evaluator", value: Value) -> list[Values]:
    """The arguments of the interface's single method, by position; none if it is not a functional interface."""
    if value.kind == "instance":
        method = single_method(evaluator, value)
        if method is None:
            return []
        frame = Frame("", generics.argued(evaluator, value, method.owner))
        params = overloads.parameters(method.item)
        return [evaluator.values(method.path, terms.then(each.annotation, "()"), frame) for each in params]
    if value.kind != "held" or f"{value.name}.{place(0)}" not in evaluator.language.results:
        return []
    from parsing.linking.calls import by_rule

    rules = (evaluator.language.results.get(f"{value.name}.{place(each)}", "") for each in range(MOST))
    return [by_rule(evaluator, rule, value) for rule in rules if rule]


def counted(evaluator: "Evaluator", name: str) -> int | None:
    """The number of parameters of an external functional interface; None if it is unknown."""
    results = evaluator.language.results
    if f"{name}.{terms.CALLED}" not in results:
        return None
    return sum(1 for number in range(MOST) if f"{name}.{place(number)}" in results)


def place(number: int) -> str:
    """The member name that stands for the parameter of a functional interface at this position."""
    return f"{terms.CALLED}{number}"


def given(evaluator: "Evaluator", value: Value, name: str) -> Values:
    """The member of a T that `place` names: a callable whose result is the argument at that position of T's method."""
    found, number = taken(evaluator, value), int(name[1:])
    return (held("callable", (), found[number]),) if number < len(found) else ()


def single_method(evaluator: "Evaluator", value: Value) -> Found | None:
    """The single abstract method of an interface; None if there is none, or more than one."""
    found = [
        Found(owner, item, owner.path, f"{owner.name}.{name}")
        for owner in resolution.order(evaluator, value)
        if owner.kind == "class"
        for name in _promises(evaluator, owner)
        if (item := evaluator.reads.item(owner.path, f"{owner.name}.{name}")) is not None
    ]
    return found[0] if len(found) == 1 else None


def _promises(evaluator: "Evaluator", owner: Value) -> tuple[str, ...]:
    item: Item | None = evaluator.reads.item(owner.path, owner.name)
    return item.promises if item is not None else ()
