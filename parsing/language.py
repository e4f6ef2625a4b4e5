"""What a language tells the engine and the linker. One value of `Language` a folder of `parsing/languages/`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from tree_sitter import Node

from graph.facts import Param

if TYPE_CHECKING:
    from parsing.expressions import Expressions
    from parsing.linking.reads import Reads
    from parsing.linking.values import Value


class Shape(NamedTuple):
    """How a kind of syntax node is written as an expression: a rule of `Expressions`, and the fields it reads."""

    rule: str
    fields: tuple[str, ...] = ()


class Definable(NamedTuple):
    """A kind of definition node and the fields that hold its parts."""

    kind: str  # function, class, lambda
    name: str = "name"
    params: str = "parameters"
    bases: str = "superclasses"
    returns: str = "return_type"


class Bound(NamedTuple):
    """A pattern and the value it takes. `only`: it holds inside that node and nowhere else."""

    target: Node
    expression: str
    annotation: str = ""
    after: int = -1  # byte from which it holds; -1: from the end of the statement
    until: int = -1  # byte up to which it rules; -1: to the end of the block it stands in
    only: bool = False  # it holds in between and nowhere else
    kind: str = ""  # of the definition, where it is not an ordinary variable, constant or field
    narrows: bool = False  # of a name that is bound already, and only then


class Imported(NamedTuple):
    """One name an import statement brings in."""

    local: str  # '' where it binds none (a star import)
    spec: str
    name: str  # '' for the module itself, '*' for all that it exports
    whole: str = ""  # `import a.b` binds a, and imports a.b


class Traits(NamedTuple):
    """What decorators and the like say of a function."""

    receiver: str  # of a method: 'instance', 'class' or ''
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Language:
    name: str
    grammar: Callable[[], Any]
    query: str  # the text of facts.scm
    shapes: Mapping[str, Shape]
    definables: Mapping[str, Definable]
    reserved: frozenset[str]  # words that look like names and are none
    patterns: frozenset[str]  # nodes that take a value apart: `a, b = x`
    parameters: Callable[["Expressions", Node], tuple[Param, ...]]
    annotation: Callable[["Expressions", Node | None], str]
    bases: Callable[["Expressions", Node], list[tuple[str, Node]]]
    type_params: Callable[["Expressions", Node, tuple[str, ...]], tuple[str, ...]]  # of a class node and its bases
    binds: Callable[["Expressions", Node], list[Bound]]
    imports: Callable[["Expressions", Node], list[Imported]]
    implicit: Callable[["Expressions", Node], list[str]]  # calls nobody wrote
    yielded: Callable[["Expressions", Node], str]
    outer: Callable[["Expressions", Node], tuple[str, list[str]]]  # 'global' or 'nonlocal', and names
    docstring: Callable[["Expressions", Node], str]
    traits: Callable[[str, tuple[str, ...]], Traits]  # name, decorators
    parent_name: str  # `super`
    exports_name: str  # `__all__`
    getter_name: str  # `getattr`
    constructor: str  # the method that a call of the class runs
    module_name: Callable[[str, "Reads"], str]  # path -> name in the language's own style
    resolve: Callable[[str, str, "Reads"], "Value | None"]  # importer, spec -> module
    submodule: Callable[["Value", str, "Reads"], "Value | None"]  # a module inside a module or namespace
    results: Mapping[str, str]  # what well-known callables return: see linking/calls.py
    handed: Mapping[str, str]  # what well-known callables call of what they are given
    types: Mapping[str, str]  # well-known generic types: full name -> kind of container
    builtins: frozenset[str]
