"""What a manifest says."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from graph.facts import Item


class Requirement(NamedTuple):
    name: str
    version: str  # as written; '' where none is
    line: int  # counted from 0
    column: int  # bytes


class Read(NamedTuple):
    items: Mapping[str, Item]  # what linkers may ask for
    requirements: Sequence[Requirement]
    partial: bool = False  # broken: what could be read is kept


def locate(source: str, text: str) -> tuple[int, int]:
    """Line and column (bytes) where the text is first met; the beginning where it is not."""
    at = source.find(text)
    if at < 0:
        return 0, 0
    start = source.rfind("\n", 0, at) + 1
    return source.count("\n", 0, at), len(source[start:at].encode())
