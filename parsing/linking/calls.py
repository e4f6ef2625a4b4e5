"""Calls of values: which callees are meant, what they return, and the rules for well-known external callables."""

import re
from typing import TYPE_CHECKING

from graph.facts import Item
from parsing import terms
from parsing.linking import bare_calls, callbacks, companions, generics, labels, members, operations, overloads
from parsing.linking.values import (
    FROM_ARGUMENTS,
    NOWHERE,
    THROUGH_TYPE,
    Argument,
    Call,
    Frame,
    Handed,
    Value,
    Values,
    external,
    held,
    union,
)

if TYPE_CHECKING:
    from parsing.linking.evaluator import Evaluator

_ARGUMENTS = {"first": 0, "second": 1, "third": 2}
_MADE = frozenset({"class", "type"})
_WORD = re.compile(r"[\w$]+")


def called(evaluator: "Evaluator", path: str, callees: Values, parts: tuple[str, ...], frame: Frame) -> Values:
    """The results of calling any of these with the arguments `parts`."""
    for callee in callees:
        if callee.kind == "type" and callee.name == "self":
            return (frame.receiver or Value("instance", path, frame.function.rpartition(".")[0]),)
    made = Call(path, parts, frame)
    if evaluator.language.bare_calls:
        callees = bare_calls.applied(evaluator, callees)
    if len(callees) == 1:
        return call(evaluator, callees[0], made)
    chosen = companions.made(evaluator, overloads.choose(evaluator, callees, made, result=True))
    if not parts and evaluator.language.extends == "named":  # `T()` may be an instance of T, beside `fun T(): T`
        chosen = union(tuple(each for each in callees if each.kind in _MADE), chosen)
    return union(*(call(evaluator, callee, made) for callee in chosen))


def meant(evaluator: "Evaluator", written: Values, made: Call) -> Values:
    """The callees that a call means, out of all values of the called expression."""
    callees = operations.constructed(
        bare_calls.applied(evaluator, written) if evaluator.language.bare_calls else written
    )
    if len(callees) > 1 - evaluator.language.certain and evaluator.language.overloads:
        callees = overloads.choose(evaluator, callees, made)
    return companions.made(evaluator, overloads.callable_with(evaluator, callees, made))


def call(evaluator: "Evaluator", callee: Value, made: Call) -> Values:
    if not evaluator.enter():
        return ()
    found = _CALLS.get(callee.kind, _known)(evaluator, callee, made)
    evaluator.leave()
    return found


def _function(evaluator: "Evaluator", callee: Value, made: Call) -> Values:
    item = evaluator.reads.item(callee.path, callee.name)
    return returned(evaluator, callee, item, _frame(evaluator, callee, item, made)) if item else ()


def _class(evaluator: "Evaluator", callee: Value, _: Call) -> Values:
    evaluator.how |= THROUGH_TYPE
    return (Value("instance", callee.path, callee.name, callee.receiver, callee.args),)


def _file(evaluator: "Evaluator", callee: Value, made: Call) -> Values:
    """A call of a file: if a file is a type, an instance of it, as a class with the name ''."""
    return _class(evaluator, callee, made) if evaluator.language.file_types else _known(evaluator, callee, made)


def _instance(evaluator: "Evaluator", callee: Value, made: Call) -> Values:
    inside = members.underlying(evaluator, callee)
    if inside:
        return union(*(call(evaluator, each, made) for each in inside))
    methods = members.member(evaluator, callee, evaluator.language.call_name)
    evaluator.how |= THROUGH_TYPE
    return union(*(call(evaluator, method, made) for method in methods if method.kind == "function"))


def _type_called(evaluator: "Evaluator", callee: Value, made: Call) -> Values:
    if callee.args or not made.parts or callee.name in evaluator.language.kinds:
        return _instance_of(evaluator, callee, made.path)
    return _known(evaluator, callee, made)


def _held(_evaluator: "Evaluator", callee: Value, _: Call) -> Values:
    return callee.args[-1] if callee.name == "callable" and callee.args else ()


def _super(_evaluator: "Evaluator", callee: Value, _: Call) -> Values:
    return (callee,)


def returned(evaluator: "Evaluator", function: Value, item: Item, frame: Frame) -> Values:
    """What the function returns, evaluated in its own file with its own receiver."""
    evaluator.how |= THROUGH_TYPE
    if item.yields and not evaluator.language.blocks:
        kind = "context" if "context" in item.flags else "generator"
        return (held(kind, evaluator.values(function.path, item.yields, frame)),)
    found = evaluator.values(function.path, item.returns, frame)
    if item.inner and all(value.kind != "instance" for value in found):
        inner = evaluator.values(function.path, item.inner, frame)
        found = union(found, (held("callable"),), tuple(value for value in inner if value.kind == "function"))
    if "context" in item.flags:
        return tuple(held("context", *value.args[:1]) if value.kind == "held" else value for value in found)
    return found


def wrappers(evaluator: "Evaluator", function: Value) -> list[Value]:
    """The functions that replace a decorated one: those that its decorators return."""
    item, before = evaluator.reads.item(function.path, function.name), evaluator.how
    if item is None or not item.decorators:
        return []
    found = {
        value: None
        for decorator in item.decorators
        for value in evaluator.values(function.path, f"{decorator}(<@{function.name}>)")
        if value.kind == "function" and value.name != function.name
    }
    evaluator.how = before | (evaluator.how & FROM_ARGUMENTS)
    return list(found)


def _instance_of(evaluator: "Evaluator", kind: Value, path: str) -> Values:
    """An instance of a well-known generic type."""
    special = _SPECIAL.get(kind.name)
    if special is not None:
        return special(evaluator, kind.args, path) if kind.args or special is _callable else ()
    args = [instances(evaluator, arg, path) for arg in kind.args]
    if kind.name in {"union", "first", "variable"}:
        return union(*(args[:1] if kind.name == "first" else args))
    if kind.name == "last":
        return args[-1] if args else ()
    if kind.name == "tuple" and len(args) == 2 and not kind.args[1]:  # noqa: PLR2004 (`tuple[T, ...]`)
        return (held("list", args[0]),)
    return (held(kind.name, *args),)


def _class_object(evaluator: "Evaluator", args: tuple[Values, ...], path: str) -> Values:
    return _bounds(evaluator, args[0], path)


def _callable(evaluator: "Evaluator", args: tuple[Values, ...], path: str) -> Values:
    """A function type: its parameters, possibly the type of `this`, and its result. It is a function even if its type
    names no result.
    """
    return (held("callable", *args[:1], *(instances(evaluator, each, path) for each in args[1:] or args)),)


def _record(evaluator: "Evaluator", args: tuple[Values, ...], path: str) -> Values:
    """A record type: `args` alternate names and types."""
    made = [instances(evaluator, arg, path) if place % 2 else arg for place, arg in enumerate(args)]
    return (held("record", *made),)


_SPECIAL = {
    "class": _class_object,
    "callable": _callable,
    "record": _record,
    "value": operations.value,
    "new": operations.new,
}


def _bounds(evaluator: "Evaluator", types: Values, path: str) -> Values:
    """The classes themselves; for a type variable, its bound."""
    found = (each.args if each.kind == "type" and each.name == "variable" else ((each,),) for each in types)
    return tuple(_type(evaluator, each, path) for groups in found for each in union(*groups))


def instances(evaluator: "Evaluator", types: Values, path: str) -> Values:
    return union(
        *(
            call(evaluator, _type(evaluator, each, path), Call(path))
            for each in types
            if each.kind in {"class", "type", "constant"}
        )
    )


def _type(evaluator: "Evaluator", value: Value, path: str) -> Value:
    """A type, which may be given as a string: `cast("Flask", x)`."""
    if value.kind != "constant":
        return value
    return next(iter(evaluator.name(path, value.name)), external(value.name))


def _frame(evaluator: "Evaluator", callee: Value, item: Item, made: Call) -> Frame:
    """The frame of the call. Arguments are evaluated only if the result depends on parameters or type variables."""
    mentioned = f"<${callee.name}:" in item.returns or f"<${callee.name}:" in item.yields
    generic = _generic(item)
    if not mentioned and not generic and not callee.args:
        return NOWHERE if callee.receiver is None and "." not in callee.name else Frame(callee.name, callee.receiver)
    given = arguments(evaluator, made.path, made.parts, made.frame)
    bound_to = callee.receiver if overloads.is_bound(item, callee) else None
    params = item.params[1:] if bound_to else item.params
    paired = [(name, argument.values) for name, argument in pair([each.name for each in params], given)]
    bound = tuple((name, values) for name, values in paired if values and mentioned)
    if bound_to:
        paired.append((item.params[0].name, (bound_to,)))
    types = list(
        generics.bound(evaluator, callee.path, ((generic[name], values) for name, values in paired if name in generic))
    )
    types += [(name, given) for name, given in zip(overloads.type_parameters(item), callee.args, strict=False) if given]
    return Frame(callee.name, callee.receiver, bound, tuple(types))


def _generic(item: Item) -> dict[str, str]:
    """The parameters with their types, where the type may name a type variable that occurs in the result."""
    named = [(param.name, param.annotation) for param in item.params if param.annotation]
    if not named or not item.returns:
        return {}
    words = set(_WORD.findall(item.returns))
    return {param: annotation for param, annotation in named if words.intersection(_parts(annotation))}


def _parts(annotation: str) -> tuple[str, ...]:
    """The type arguments of a generic type, or the name if the type is just a name."""
    name = generics.name_of(annotation)
    term = terms.term(annotation)
    return (name,) if name or term.kind != "index" else term.parts


def pair(names: list[str], given: list[Argument]) -> list[tuple[str, Argument]]:
    """Pairs parameters with arguments: positional in order, keyword ones by label, a trailing closure with the last."""
    found = list(zip(names, (argument for argument in given if not argument.keyword), strict=False))
    keywords = {argument.keyword for argument in given if argument.keyword}
    if not keywords:
        return found
    by = {labels.label(name): name for name in names}
    last = next((name for name in reversed(names) if labels.label(name) not in keywords), "")
    named = [(last, argument) for argument in given if argument.keyword == terms.LAST and last]
    return found + named + [(by[argument.keyword], argument) for argument in given if argument.keyword in by]


def arguments(evaluator: "Evaluator", path: str, parts: tuple[str, ...], frame: Frame = NOWHERE) -> list[Argument]:
    found = list[Argument]()
    for part in parts:
        keyword, mark, value = part.partition("=")
        if not mark or not keyword.isidentifier():
            keyword, value = "", part
        values = evaluator.values(path, value, frame)
        found.append(
            Argument(keyword, bare_calls.given(evaluator, values) if evaluator.language.bare_calls else values)
        )
    return found


def _known(evaluator: "Evaluator", callee: Value, made: Call) -> Values:
    """The result of a well-known external callable, by the language's table."""
    rule = evaluator.language.results.get(callee.name, "") if callee.kind != "constant" else ""
    evaluator.how |= THROUGH_TYPE
    return _by_rule(evaluator, rule, callee, made) if rule else ()


def _by_rule(evaluator: "Evaluator", rule: str, callee: Value, made: Call) -> Values:
    path, given = made.path, arguments(evaluator, made.path, made.parts, made.frame)
    positional = _positional(given)
    if rule == "cast":
        return instances(evaluator, positional[0], path) if positional else ()
    if rule == "variable":
        return (generics.type_variable(positional[1:], given),)
    if rule == "class":
        return tuple(value._replace(kind="class") for value in (positional or [()])[0] if value.kind == "instance")
    if rule == "identity":
        return (external("copy.copy"),)
    if rule == "attribute":
        return _attribute(evaluator, positional)
    return _result(evaluator, rule, positional, callee.receiver, path)


def hands_on(evaluator: "Evaluator", callee: Value, call: terms.Term) -> bool:
    """Whether the callee may call an argument with known values; for annotated parameters, only lambdas count."""
    if callee.kind in {"function", "instance"} or _is_callable(callee):
        return any(".lambda#" in part or "<@lambda#" in part for part in call.parts)
    return callee.name in evaluator.language.handed


def _is_callable(callee: Value) -> bool:
    """Whether it is a function of which only the type is known."""
    return callee.kind == "held" and callee.name == "callable"


def handed(evaluator: "Evaluator", callee: Value, given: list[Argument], path: str) -> Handed:
    """The callbacks that a well-known callable or a function with annotated parameters calls, and their arguments."""
    if callee.kind in {"function", "instance"}:
        return callbacks.handed(evaluator, callee, given)
    if _is_callable(callee):
        return callbacks.taken(evaluator, callee, given)
    rule = evaluator.language.handed.get(callee.name, "")
    if not rule:
        return []
    positional = _positional(given)
    named = {argument.keyword: argument.values for argument in given if argument.keyword}
    found: Handed = []
    whole = terms.term(rule)
    for term in map(terms.term, whole.parts if whole.kind == "either" else (rule,)):
        functions = named.get(term.base, ()) or _given(term.base, positional, callee.receiver)
        told = [each.rpartition("=")[::2] for each in term.parts]  # `this=self` passes the receiver as `this`
        passed = [(name, _result(evaluator, each, positional, callee.receiver, path)) for name, each in told]
        found.append((functions, [Argument(name, values) for name, values in passed]))
    return found


def _positional(given: list[Argument]) -> list[Values]:
    """The arguments without a keyword, including a trailing closure."""
    return [argument.values for argument in given if argument.keyword in {"", terms.LAST}]


def _attribute(evaluator: "Evaluator", positional: list[Values]) -> Values:
    """`getattr(x, "name")`."""
    if len(positional) < 2:  # noqa: PLR2004 (an object and a name)
        return ()
    names = [value.name for value in positional[1] if value.kind == "constant"]
    return union(*(members.member(evaluator, value, name) for value in positional[0] for name in names))


def _result(evaluator: "Evaluator", rule: str, given: list[Values], receiver: Value | None, path: str) -> Values:
    """Evaluates a rule of the language's table over the arguments and the receiver."""
    term = terms.term(rule)
    if term.kind == "either":
        return union(*(_result(evaluator, part, given, receiver, path) for part in term.parts))
    if term.kind == "name":
        return _given(term.text, given, receiver)
    if term.kind == "index":
        return _result_index(evaluator, term, given, receiver, path)
    if term.base in _ARGUMENTS:
        return union(*(call(evaluator, each, Call(path)) for each in _given(term.base, given, receiver)))
    parts = (_result(evaluator, part, given, receiver, path) for part in term.parts)
    return (held(term.base, *parts),) if term.base else ()


def instance_of(evaluator: "Evaluator", kind: Value) -> Value:
    """An instance of an external type."""
    return next(iter(_instance_of(evaluator, kind, evaluator.path)), kind)


def by_rule(evaluator: "Evaluator", rule: str, receiver: Value) -> Values:
    """Evaluates a rule of the language's table on a receiver of an external type."""
    return _result(evaluator, rule, [], receiver, evaluator.path)


def _given(name: str, given: list[Values], receiver: Value | None) -> Values:
    if name == "self":
        return (receiver,) if receiver else ()
    place = _ARGUMENTS.get(name, len(given))
    return given[place] if place < len(given) else ()


def _result_index(
    evaluator: "Evaluator", term: terms.Term, given: list[Values], receiver: Value | None, path: str
) -> Values:
    if term.base == "self":
        place = int(term.parts[0])
        return receiver.args[place] if receiver and place < len(receiver.args) else ()
    from parsing.linking.indexing import indexed

    return indexed(evaluator, path, _result(evaluator, term.base, given, receiver, path), term.parts, Frame())


_CALLS = {
    "class": _class,
    "function": _function,
    "instance": _instance,
    "module": _file,
    "held": _held,
    "super": _super,
    "type": _type_called,
}
