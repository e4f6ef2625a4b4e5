"""Bash's commands: those that call a function, and those that source another file."""

import re

from tree_sitter import Node

from parsing.expressions import Expressions
from parsing.language import Bound, Imported

_PLAIN = re.compile(r"[A-Za-z_][\w:.-]*")
_MARKED = str.maketrans(
    {"-": "\u02cd", ":": "\u02bd", ".": "\ua78f"}
)  # lookalike letters, since names in expressions are identifiers
_LITERAL = frozenset({"word", "string_content", "raw_string", "number"})
_BEHIND = "~"  # prefix of a path that starts with a variable


def name_of(written: str) -> str:
    """The name of a function as an identifier; '' if it is not one, or is computed at run time."""
    return written.translate(_MARKED) if _PLAIN.fullmatch(written) else ""


def called(expressions: Expressions, node: Node) -> tuple[str, str]:
    name = node.child_by_field_name("name")
    written = expressions.text(name) if name is not None else ""
    return written, name_of(written) or "_"


def call(expressions: Expressions, node: Node) -> str:
    """The first word of a command: a function, a program or a builtin."""
    name = node.child_by_field_name("name")
    word = name_of(expressions.text(name)) if name is not None else ""
    return f"{word}()" if word else ""


def implicit(expressions: Expressions, node: Node) -> list[str]:
    """`trap f EXIT` registers f to be called."""
    handler = node.child_by_field_name("argument")
    word = name_of(expressions.text(handler).strip("'\"")) if handler is not None else ""
    return [f"{word}()"] if word else []


def binds(_: Expressions, node: Node) -> list[Bound]:
    name = node.child_by_field_name("name")
    return [Bound(name, "")] if name is not None and name.type == "variable_name" else []


def imports(expressions: Expressions, node: Node) -> list[Imported]:
    """All functions of the sourced file, if its path or the end of it is literal: `. "$HERE/lib/a.sh"`."""
    argument = node.child_by_field_name("argument")
    path = _path(expressions, argument) if argument is not None else ""
    return [Imported("", path, "*")] if path else []


def _path(expressions: Expressions, node: Node) -> str:
    """The literal parts of a path; '' if anything but its start is not literal."""
    parts = node.named_children if node.type in {"string", "concatenation"} else [node]
    written = [expressions.text(each).strip("'\"") if each.type in _LITERAL else "" for each in _flat(parts)]
    if not written or not all(written[1:]):
        return ""
    path = "".join(written)
    if written[0]:
        return path
    return f"{_BEHIND}{path}" if path.startswith("/") and len(path) > 1 else ""


def _flat(nodes: list[Node]) -> list[Node]:
    return [inner for each in nodes for inner in (each.named_children if each.type == "string" else [each])]
