"""What the engine records while it reads a file, with local names still in it."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from tree_sitter import Node

from graph.facts import Definition, Item
from parsing.expressions import Expressions, nth
from parsing.language import Definable, Head, Language, Traits
from parsing.scopes import Scope

SIGNATURE = 500  # characters kept
UNNAMED = "<anonymous>"


@dataclass(slots=True, eq=False)
class Use:
    """A place that uses something."""

    scope: Scope
    subject: int
    kind: str
    expression: str
    line: int
    column: int
    at: int


class Defined(NamedTuple):
    """A definition with what its interface item needs."""

    definition: Definition
    scope: Scope
    at: int
    bases: tuple[str, ...]
    type_params: tuple[str, ...]
    returns: str
    traits: Traits
    decorators: tuple[str, ...]
    made_of: str


def about(language: Language, expressions: Expressions, root: Node) -> Item:
    """The module's own item: what a file declares about itself."""
    marks = tuple(language.marks(expressions, root))
    return Item(kind="module", declared=language.package(expressions, root), flags=marks)


def name_of(
    expressions: Expressions, node: Node, definable: Definable, head: Head | None, scope: Scope
) -> tuple[str, str, str]:
    """Name, owner and qualified name of a definition."""
    language = expressions.language
    if head is not None:
        qualname = expressions.anonymous(node)
        short = head.name or qualname.rpartition(".")[2]
        return f"<{short}>" if head.unnamed or not head.name else short, head.owner, qualname
    if not definable.name:
        return UNNAMED, "", expressions.anonymous(node)
    name, last = language.called(expressions, node)
    name = name or definable.called
    if not name:
        named = node.child_by_field_name(definable.name)
        if named is None:
            return UNNAMED, "", expressions.anonymous(node)
        name = expressions.text(named)
    owner = language.owner(expressions, node)
    qualname = f"{owner}.{last or name}" if owner else last or name
    return name, owner.removeprefix("."), qualname[1:] if owner.startswith(".") else scope.local(qualname)


def called_at(expressions: Expressions, node: Node, fields: tuple[str, ...]) -> tuple[int, int]:
    """The position of the name that a call calls; of the call, if the callee has no name."""
    callee = (node.child_by_field_name(fields[-2:][0]) if fields else nth(node)) or node
    end = callee.end_byte
    name = expressions.between(max(callee.start_byte, end - SIGNATURE), end).rpartition(".")[2].lstrip("!-+")
    if not name.isidentifier():
        return node.start_point[0], node.start_point[1]
    line, column = callee.end_point
    return line, column - len(name.encode())


def signature(source: bytes, node: Node, body: Node | None) -> str:
    """The header of a definition, on one line."""
    end = node.end_byte if body is None else body.start_byte
    text = source[node.start_byte : min(end, node.start_byte + SIGNATURE)].decode("utf-8", "replace")
    return " ".join(text.split()).rstrip(" :")


def code(language: Language, source: bytes, definable: Definable, body: Node | None) -> str:
    """A digest of a function's body without its docstring; '' for a class, whose members have digests of their own."""
    if body is None or definable.role not in {"function", "lambda"}:
        return ""
    docstring = language.documented(body)
    return _digest(source, body.start_byte if docstring is None else docstring.end_byte, body.end_byte)


def value(source: bytes, node: Node) -> str:
    """A digest of the statement that binds a variable; of a loop, for one, without its body."""
    body = node.child_by_field_name("body")
    return _digest(source, node.start_byte, node.end_byte if body is None else body.start_byte)


def _digest(source: bytes, start: int, end: int) -> str:
    """White space counts: it may decide which block a line belongs to."""
    return blake2b(source[start:end], digest_size=8).hexdigest()


def result_of(node: Node, definable: Definable) -> Node | None:
    """The node of a function's declared result type."""
    found = definable.returns
    return node.child_by_field_name(found) if isinstance(found, str) else found(node)


def kind_of(node: Node, definable: Definable, body: Node | None, *, inside: bool) -> str:
    """The NodeKind of a definition. `inside`: it belongs to a class."""
    told = definable.kind if isinstance(definable.kind, str) else definable.kind(node)
    if body is not None and body.type in definable.kinds:
        return definable.kinds[body.type]
    if definable.role in {"function", "lambda"} and not told:
        return "method" if inside else "function"
    return told or definable.role
