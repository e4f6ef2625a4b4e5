"""What the engine notes down while it reads a file, the local names still in it."""

from typing import NamedTuple

from tree_sitter import Node

from graph.facts import Definition
from parsing.language import Traits
from parsing.scopes import Scope

SIGNATURE = 500  # characters kept


class Use(NamedTuple):
    """A place that uses something."""

    scope: Scope
    subject: int
    kind: str
    expression: str
    line: int
    column: int
    at: int


class Defined(NamedTuple):
    """A definition with what its interface needs."""

    definition: Definition
    scope: Scope
    at: int
    bases: tuple[str, ...]
    type_params: tuple[str, ...]
    returns: str
    traits: Traits
    decorators: tuple[str, ...]
    made_of: str


def signature(source: bytes, node: Node, body: Node | None) -> str:
    """The head of a definition."""
    end = node.end_byte if body is None else body.start_byte
    text = source[node.start_byte : min(end, node.start_byte + SIGNATURE)].decode("utf-8", "replace")
    return " ".join(text.split()).rstrip(" :")
