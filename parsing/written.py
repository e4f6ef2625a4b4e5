"""What the engine notes down while it reads a file, the local names still in it."""

from typing import NamedTuple

from graph.facts import Definition
from parsing.language import Traits
from parsing.scopes import Scope


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
