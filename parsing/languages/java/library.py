"""The table of the class library: `library.txt`, which benchmarks/oracles/Library.java writes.

A line holds a type and its direct supertypes. The indented lines below it each hold a result type and the names of the methods
that return it. Left out are methods whose overloads return different types, or whose own type parameters decide the result.
"""

from collections.abc import Mapping
from typing import NamedTuple

Members = Mapping[str, Mapping[str, str]]  # type -> member -> what calling it returns


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
    """Both tables merged; the second takes precedence."""
    return {name: {**first.get(name, {}), **second.get(name, {})} for name in {**first, **second}}
