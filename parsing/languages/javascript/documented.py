"""JSDoc: `@param {T} x`, `@returns {T}`, `@type {T}`, `@typedef {import("a").T} T`, `@import T, { U } from "a"`."""

import re

from tree_sitter import Node

from parsing import terms
from parsing.comments import above
from parsing.expressions import Expressions
from parsing.language import Imported

_PARAMETER = re.compile(r"@(?:param|arg|argument)\s+\{([^{}]{1,120})\}\s+\[?([\w$]+)")
_RETURNS = re.compile(r"@returns?\s+\{([^{}]{1,120})\}")
_TYPE = re.compile(r"@type\s+\{([^{}]{1,120})\}")
_IMPORT = re.compile(r"import\(['\"]([\w./@#~-]+)['\"]\)\.([\w$]+)")
_NAMED = re.compile(r"@typedef\s+\{\s*import\(['\"]([\w./@#~-]+)['\"]\)\.([\w$]+)\s*\}\s+([\w$]+)")
_LISTED = re.compile(r"@import\s+(?:[\w$]+\s*,\s*)?\{([^{}]{1,400})\}\s+from\s+['\"]([\w./@#~-]+)['\"]")
_WHOLE = re.compile(r"@import\s+([\w$]+|\*\s+as\s+[\w$]+)(?:\s*,\s*\{[^{}]{1,400}\})?\s+from\s+['\"]([\w./@#~-]+)['\"]")
_AS = re.compile(r"([\w$]+)(?:\s+as\s+([\w$]+))?")
_GENERIC = re.compile(r"([\w$.]+)\.?<(.+)>")
_NOTHING = frozenset({"null", "undefined", "void", "any", "unknown", "*", "Object", "object", "Function", "never"})
_STATEMENTS = frozenset(
    {"variable_declarator", "pair", "assignment_expression", "export_statement", "field_definition"}
)


def docstring(expressions: Expressions, node: Node) -> str:
    return above(expressions, _whole(node))


def parameters(expressions: Expressions, function: Node) -> dict[str, str]:
    """Parameter name -> its type as an expression."""
    text = _comment(expressions, function)
    return {name: annotation(told) for told, name in _PARAMETER.findall(text)} if "@" in text else {}


def returned(expressions: Expressions, node: Node) -> str:
    match = _RETURNS.search(_comment(expressions, node))
    return annotation(match[1]) if match else ""


def declared(expressions: Expressions, node: Node) -> str:
    match = _TYPE.search(_comment(expressions, node))
    return annotation(match[1]) if match else ""


def imported(expressions: Expressions, comment: Node) -> list[Imported]:
    """The local names that a comment gives to types of other files."""
    text = expressions.text(comment)
    named = [Imported(local, spec, name) for spec, name, local in _NAMED.findall(text)]
    for local, spec in _WHOLE.findall(text):
        named.append(Imported(local.split()[-1], spec, "" if local[0] == "*" else "default"))
    return named + [
        Imported(local or name, spec, name)
        for listed, spec in _LISTED.findall(text)
        for name, local in _AS.findall(listed)
    ]


def _comment(expressions: Expressions, node: Node) -> str:
    whole = _whole(node)
    previous = whole.prev_named_sibling
    if previous is None or previous.type != "comment":
        return ""
    text = expressions.text(previous)
    return text if text.startswith("/**") else ""


def _whole(node: Node) -> Node:
    """The outermost statement that consists of the definition alone, where its comment stands."""
    current = node
    while (around := current.parent) is not None and (
        around.type in _STATEMENTS
        or (around.type in {"lexical_declaration", "variable_declaration", "expression_statement"})
    ):
        current = around
    return current


def annotation(written: str) -> str:
    """A JSDoc type as an expression; '' for any form that is not followed."""
    text = "".join(written.split()).strip("?!=")
    parts = [each for each in _split(text) if each not in _NOTHING]
    told = [each for each in (_one(part) for part in parts[:4]) if each]
    return told[0] if len(told) == 1 else f"<%union>[{','.join(told)}]" if told else ""


def _split(text: str) -> list[str]:
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    return text.split("|") if "<" not in text else [text]


def _one(text: str) -> str:
    imported = _IMPORT.fullmatch(text)
    if imported:
        return f"<!{imported[1]}:{imported[2]}>"
    if text.endswith("[]"):
        return f"<%list>[{_one(text[:-2])}]"
    generic = _GENERIC.fullmatch(text)
    if generic and text.count("<") < 4:  # noqa: PLR2004 (nobody nests deeper)
        inside = ",".join(_one(each) for each in (generic[2].split(",") if "<" not in generic[2] else [generic[2]]))
        return f"{generic[1]}[{inside}]"
    return text if terms.is_dotted(text) and text not in _NOTHING else ""
