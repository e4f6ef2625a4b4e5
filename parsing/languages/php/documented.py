"""Types in PHPDoc comments: `@param T $x`, `@return T`, `@var T`."""

import re

from tree_sitter import Node

from parsing import terms
from parsing.expressions import Expressions

_TYPE = r"((?:[^\s<>(){}*]|<[^<>]*(?:<[^<>]*(?:<[^<>]*>[^<>]*)*>[^<>]*)*>|\([^()]*\)|\{[^{}]*\}|(?<=[|&])\s)+)"
_PARAMETER = re.compile(rf"@(?:phpstan-|psalm-)?param\s+{_TYPE}\s+(?:&|\.\.\.)*(\$\w+)")
_RETURN = re.compile(rf"@(?:phpstan-|psalm-)?return\s+{_TYPE}")
_VARIABLE = re.compile(rf"@(?:phpstan-|psalm-)?var\s+{_TYPE}(?:\s+(\$\w+))?")
_GENERIC = re.compile(r"([\w\\]+)<(.*)>", re.DOTALL)
_NAME = re.compile(r"\\?[A-Za-z_]\w*(?:\\\w+)*")
_SEQUENCES = frozenset({"array", "list", "iterable", "non-empty-array", "non-empty-list", "Traversable", "Iterator", "IteratorAggregate", "Generator", "ArrayIterator", "ArrayObject", "Collection"})  # fmt: skip
_NOTHING = frozenset({"null", "void", "mixed", "int", "float", "string", "bool", "true", "false", "array", "iterable", "object", "never", "resource", "scalar", "numeric", "positive-int", "list", "boolean", "integer", "double"})  # fmt: skip
_OWN = frozenset({"static", "$this"})
_STATEMENTS = frozenset({"expression_statement", "return_statement"})


def parameters(expressions: Expressions, function: Node) -> dict[str, str]:
    """Parameter name -> type as an expression, where the comment tells more than the code can."""
    text = comment(expressions, function)
    found = (
        {name: annotation(expressions, function, told) for told, name in _PARAMETER.findall(text)}
        if "@" in text
        else {}
    )
    return {name: kind for name, kind in found.items() if kind}


def returned(expressions: Expressions, node: Node) -> str:
    match = _RETURN.search(comment(expressions, node))
    return annotation(expressions, node, match[1]) if match else ""


def declared(expressions: Expressions, node: Node) -> str:
    """The documented type of a property, or of an assignment's target."""
    match = _VARIABLE.search(comment(expressions, node))
    return annotation(expressions, node, match[1]) if match and not match[2] else ""


def variable(expressions: Expressions, node: Node) -> tuple[str, str]:
    """Name and type in a free-standing `/** @var T $x */`."""
    text = expressions.text(node)
    match = _VARIABLE.search(text) if text.startswith("/**") and "@" in text else None
    return (match[2], annotation(expressions, node, match[1])) if match and match[2] else ("", "")


def comment(expressions: Expressions, node: Node) -> str:
    """The comment before a definition or a statement."""
    whole = node.parent if node.parent is not None and node.parent.type in _STATEMENTS else node
    previous = whole.prev_named_sibling
    if previous is None or previous.type != "comment":
        return ""
    text = expressions.text(previous)
    return text if text.startswith("/**") else ""


def annotation(expressions: Expressions, node: Node, told: str) -> str:
    """A documented type as an expression; '' if it says only that there is a value."""
    return terms.either([_single(expressions, node, each.strip()) for each in _alternatives(told)])


def _alternatives(told: str) -> list[str]:
    depth, start, found = 0, 0, list[str]()
    for place, character in enumerate(told):
        depth += (character in "<({") - (character in ">)}")
        if character in "|&" and not depth:
            found.append(told[start:place])
            start = place + 1
    return [*found, told[start:]][:8]


def _single(expressions: Expressions, node: Node, told: str) -> str:
    from parsing.languages.php import types

    told = told.removeprefix("?").removeprefix("(").removesuffix(")")
    if told.endswith("[]"):
        inner = annotation(expressions, node, told[:-2])
        return f"<%list>[{inner}]" if inner else ""
    generic = _GENERIC.fullmatch(told)
    if generic is not None:
        name, last = generic[1], _parts(generic[2])[-1]
        inner = annotation(expressions, node, last) if name.rpartition("\\")[2] in _SEQUENCES else ""
        return f"<%list>[{inner}]" if inner else _single(expressions, node, name)
    if told in _OWN:
        return "<%self>"
    if told in _NOTHING or not _NAME.fullmatch(told):
        return ""
    return types.own(expressions, node) if told == "self" else types.written(told)


def _parts(told: str) -> list[str]:
    """The comma-separated types."""
    depth, start, found = 0, 0, list[str]()
    for place, character in enumerate(told):
        depth += (character in "<({") - (character in ">)}")
        if character == "," and not depth:
            found.append(told[start:place].strip())
            start = place + 1
    return [*found, told[start:].strip()]
