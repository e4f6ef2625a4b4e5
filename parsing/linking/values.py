"""The values that an expression can have."""

from itertools import chain
from typing import NamedTuple

from graph.facts import Item


class Value(NamedTuple):
    """kind is one of

    class, instance   the class `name` (local qualified name) in the file `path`, or an instance; `args`: type arguments
    function          `name` in `path`, bound to `receiver` if it is a method
    super             the part of the method resolution order of `receiver` that follows the class `name`
    module, namespace the file `path`; the directory `path`, which has no code of its own
    package           the namespace `name`, to which several files add names, or the directory `path` of such files
    external          `name`, of which nothing more is known
    type, held        a well-known generic type; an instance of it: `name` is the kind of container, `args` its contents
                      (for a type variable, `name` is 'variable' and `args` its bound)
    bound             the method `name` ('dict.get') of the container `receiver`
    constant          the text `name`
    """

    kind: str
    path: str = ""
    name: str = ""
    receiver: "Value | None" = None
    args: tuple["Values", ...] = ()


Values = tuple[Value, ...]
KEYS = 2  # index in a dictionary's `args` of its literal keys, as constants; the values under each key follow
MOST = 64  # values of one expression
WRITTEN = 8  # keys of a dictionary literal, or elements of a list literal, that are tracked one by one
ORDERED = frozenset({"list", "set"})  # `args` of such a literal: the union of its elements, then each element
DEEPEST = 6  # nested containers

# How an answer was found, as bits.
THROUGH_TYPE = 1  # through a type, not by names and imports alone
FROM_ARGUMENTS = 2  # with the help of arguments that calls in the file pass


class Frame(NamedTuple):
    """A call in progress: the values of the function's receiver and parameters."""

    function: str = ""
    receiver: Value | None = None
    args: tuple[tuple[str, Values], ...] = ()
    types: tuple[tuple[str, Values], ...] = ()  # the type arguments of its type variables


NOWHERE = Frame()


class Call(NamedTuple):
    """A call as written. Its arguments are evaluated only if the result depends on them."""

    path: str
    parts: tuple[str, ...] = ()
    frame: Frame = NOWHERE
    caller: str = ""  # the enclosing function, if known


class Argument(NamedTuple):
    keyword: str  # '' if positional
    values: Values


Handed = list[tuple[Values, list[Argument]]]  # functions, and the arguments they are called with


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
    """A dictionary literal: all values it holds, and the values under each key. A repeated key keeps the last value."""
    every = union(*(values for _, values in pairs))
    written = {key: values for key, values in pairs if is_literal(key)}
    if len(written) < len({key for key, _ in pairs}) or len(written) > WRITTEN:
        return held("dict", (), every)
    return held("dict", (), every, tuple(Value("constant", name=key) for key in written), *written.values())


def is_literal(key: str) -> bool:
    """Whether a key is a literal, a number or a word, and so equals no differently written literal."""
    return key.isdigit() or (key.startswith('<"') and not key.endswith("*>"))


def parametrised(value: Value, args: tuple[Values, ...]) -> Value:
    """The value with these type arguments. Those nested too deeply are dropped: values must stay small."""
    if _depth(args) >= DEEPEST:
        args = tuple(arg if _depth((arg,)) < DEEPEST else () for arg in args)
    return value._replace(args=args)


def _depth(args: tuple[Values, ...]) -> int:
    return 1 + max((_depth(value.args) for values in args for value in values), default=0) if args else 0


def union(*groups: Values) -> Values:
    """All distinct values in order of first appearance, at most MOST."""
    known = [group for group in groups if group]
    if len(known) == 1 and len(known[0]) == 1:
        return known[0]
    return tuple(dict.fromkeys(chain.from_iterable(known)))[:MOST] if known else ()


def unnamed(values: Values) -> bool:
    """Whether these are types that only say "callable", or a container of callables, but not which function it is."""
    return bool(values) and all(value.kind == "held" for value in values) and any(map(is_callable, values))


def is_callable(value: Value) -> bool:
    return value.name == "callable" or any(is_callable(each) for held in value.args for each in held)


def parts(types: Values) -> list[Value]:
    """The types in a type, including those inside its containers and unions."""
    found: list[Value] = []
    waiting = list(types)
    while waiting and len(found) < 16:  # noqa: PLR2004 (a type that names more is not informative)
        value = waiting.pop(0)
        found.append(value)
        waiting.extend(each for arg in value.args for each in arg)
    return found


class Found(NamedTuple):
    """A member, where it is defined, and the class of the resolution order that has it."""

    owner: Value
    item: Item
    path: str
    qualname: str
