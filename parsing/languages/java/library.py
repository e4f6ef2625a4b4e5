"""The table of the class library: `library.txt`, which benchmarks/oracles/Library.java writes.

A line begins with a type and goes on with those directly above it. Those under it begin with a blank and with what methods of the
type give, and go on with their names. What methods give whose overloads differ, or that only their own type parameters say, is not told.
"""

from collections.abc import Mapping
from typing import NamedTuple

Members = Mapping[str, Mapping[str, str]]  # by type and name: what calling the member gives


class Library(NamedTuple):
    above: Mapping[str, str]
    members: Members


def read(text: str) -> Library:
    above, members, mine = dict[str, str](), dict[str, dict[str, str]](), dict[str, str]()
    for line in text.splitlines():
        first, _, others = line.strip().partition(" ")
        if line[0] == " ":
            mine.update(dict.fromkeys(others.split(), first))
        else:
            above[first], mine = others, members.setdefault(first, {})
    return Library(above, members)


def joined(first: Members, second: Members) -> Members:
    """What both say; where they differ, what the second says."""
    return {name: {**first.get(name, {}), **second.get(name, {})} for name in {**first, **second}}
