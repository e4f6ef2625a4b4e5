"""What an expression can turn out to be."""

from itertools import chain
from typing import NamedTuple

from graph.facts import Item


class Value(NamedTuple):
    """kind is one of

    class, instance   of the class `name` (local qualified name) in the file `path`; `args` are its type arguments
    function          `name` in `path`, bound to `receiver` where it is a method of one
    super             what comes after the class `name` in the method resolution order of `receiver`
    module, namespace the file, or the directory without code, `path`
    package           the namespace `name`, to which several files add, or the directory `path` of such
    external          `name`, of which nothing more is known
    type, held        a well-known generic type, and an instance of it: `name` is the kind of container, `args` what it holds
                      (of a type variable, `name` is 'variable' and `args` its bound)
    bound             the method `name` ('dict.get') of the container `receiver`
    constant          the text `name`
    """

    kind: str
    path: str = ""
    name: str = ""
    receiver: "Value | None" = None
    args: tuple["Values", ...] = ()


Values = tuple[Value, ...]
KEYS = 2  # where the written keys of a dictionary come in its `args`, as constants; what each holds comes behind them
MOST = 64  # values of one expression
WRITTEN = 8  # keys of a dictionary, places of a list that are told apart
ORDERED = frozenset({"list", "set"})  # what a written one holds comes first in `args`, and then place by place
DEEPEST = 6  # containers of containers

# How an answer was found, as bits.
LEAPT = 1  # a type, not only names and imports, led there
ASSUMED = 2  # what calls of the file pass had a part in it


class Frame(NamedTuple):
    """A call in progress: what the function's receiver and parameters are."""

    function: str = ""
    receiver: Value | None = None
    args: tuple[tuple[str, Values], ...] = ()
    types: tuple[tuple[str, Values], ...] = ()  # what the type variables of its signature stand for


NOWHERE = Frame()


class Call(NamedTuple):
    """A call as it is written: what it is given is only looked up where the result depends on it."""

    path: str
    parts: tuple[str, ...] = ()
    frame: Frame = NOWHERE
    caller: str = ""  # the function that it stands in, where that is known


class Argument(NamedTuple):
    keyword: str  # '' where it is given by position
    values: Values


Handed = list[tuple[Values, list[Argument]]]  # functions, and what they are called with


def module(path: str) -> Value:
    return Value("module", path)


def namespace(path: str) -> Value:
    return Value("namespace", path)


def package(name: str) -> Value:
    return Value("package", name=name)


def external(name: str) -> Value:
    return Value("external", name=name)


def held(kind: str, *args: Values) -> Value:
    return parametrised(Value("held", name=kind), args)


def keyed(pairs: list[tuple[str, Values]]) -> Value:
    """A dictionary as it is written: what it holds, and under which key; a later one replaces an equal one."""
    every = union(*(values for _, values in pairs))
    written = {key: values for key, values in pairs if is_literal(key)}
    if len(written) < len({key for key, _ in pairs}) or len(written) > WRITTEN:
        return held("dict", (), every)
    return held("dict", (), every, tuple(Value("constant", name=key) for key in written), *written.values())


def is_literal(key: str) -> bool:
    """A key that is equal to no other: a number, or a text that is a word."""
    return key.isdigit() or (key.startswith('<"') and not key.endswith("*>"))


def parametrised(value: Value, args: tuple[Values, ...]) -> Value:
    """With these type arguments, but those that hold others too deeply: values must stay small."""
    if _depth(args) >= DEEPEST:
        args = tuple(arg if _depth((arg,)) < DEEPEST else () for arg in args)
    return value._replace(args=args)


def _depth(args: tuple[Values, ...]) -> int:
    return 1 + max((_depth(value.args) for values in args for value in values), default=0) if args else 0


def union(*groups: Values) -> Values:
    """In order of first appearance, at most MOST."""
    known = [group for group in groups if group]
    if len(known) == 1 and len(known[0]) == 1:
        return known[0]
    return tuple(dict.fromkeys(chain.from_iterable(known)))[:MOST] if known else ()


def unnamed(values: Values) -> bool:
    """Whether types only say that something can be called, or is held that can: which function it is, they do not."""
    return bool(values) and all(value.kind == "held" for value in values) and any(map(is_callable, values))


def is_callable(value: Value) -> bool:
    return value.name == "callable" or any(is_callable(each) for held in value.args for each in held)


def parts(types: Values) -> list[Value]:
    """The classes in a type, also those that a container or union of it names."""
    found: list[Value] = []
    waiting = list(types)
    while waiting and len(found) < 16:  # noqa: PLR2004 (a type that names more says nothing)
        value = waiting.pop(0)
        found.append(value)
        waiting.extend(each for arg in value.args for each in arg)
    return found


class Found(NamedTuple):
    """A member, where it is defined, and the class in whose place in the order it was found."""

    owner: Value
    item: Item
    path: str
    qualname: str
