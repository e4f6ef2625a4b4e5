"""The elements of containers of a known kind, by key or by position."""

import re

from parsing.linking.values import KEYS, Value, Values, held, is_literal, union

BOUNDS = re.compile(r"\d*:\d*")  # of a slice
_STREAMS = frozenset({"list", "set", "deque", "iterator", "generator"})


def element(container: Value, key: str) -> Values:
    """The element of a container of a known kind under a key; '*' is the element that iterating over it gives."""
    args = container.args
    if container.name == "tuple":
        if key.isdigit() and len(args) > int(key):
            return args[int(key)]
        return union(*args)
    if container.name == "dict":
        return under(args, key)
    if BOUNDS.fullmatch(key):
        return (_sliced(container, key),)
    if key.isdigit() and int(key) + 1 < len(args):
        return args[int(key) + 1]
    return args[0] if container.name in _STREAMS and args else ()


def _sliced(container: Value, bounds: str) -> Value:
    """`x[1:3]` of a list whose elements are tracked one by one; any other slice has the same elements as the whole."""
    places = container.args[1:]
    first, _, last = bounds.partition(":")
    if not places or bounds == ":":
        return container
    kept = places[int(first or 0) : int(last) if last else None]
    return held(container.name, union(*kept), *kept)


def under(args: tuple[Values, ...], key: str) -> Values:
    """The values of a dictionary under a key: if its keys are tracked, exactly those of a literal key; else all."""
    if key == "*" or len(args) <= KEYS:
        return (args[:1] if key == "*" else args[1:2] or ((),))[0] if args else ()
    written = [constant.name for constant in args[KEYS]]
    return args[KEYS + 1 + written.index(key)] if key in written else () if is_literal(key) else args[1]
