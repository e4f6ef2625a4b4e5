"""Expressions as a person would write them, for display only."""

import re
from collections.abc import Sequence

from parsing import terms
from parsing.language import Language

_NAMELESS = frozenset({"lambda", "class", "object"})  # an unnamed definition has a number: `class#1`
SHOWN = 80  # characters of an expression
# Modifier letters, which mark names in expressions (parsing/terms.py) and stand for characters that no name can hold.
_MARKS = "".join(map(chr, range(0x2B0, 0x300))) + "\ua78f"


def readable(expression: str, language: Language) -> str:
    return spelled(terms.readable(expression), language)


def short(expression: str, language: Language) -> str:
    text = readable(expression, language)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def last(expression: str, language: Language) -> str:
    """The last name of an expression; '' if the source may spell it differently."""
    term = terms.term(expression)
    while term.kind in {"call", "index"} or (term.kind, term.text) == ("container", "first"):
        term = terms.term(_written(term.parts) if term.kind == "container" else term.base)
    if term.kind == "sigil" and term.parts[0] not in {"$", "@", "."}:
        return ""  # an import may have an alias
    text = terms.readable(term.text.rpartition(":")[2]).rpartition(":")[2].rpartition(".")[2]
    text, _, number = text.partition("#")
    text = re.sub(r"[^\w$]", "", text).strip(_MARKS)
    if term.kind not in {"name", "member", "sigil"} or set(_MARKS) & set(text) or (number and text in _NAMELESS):
        return ""
    return spelled(text, language)


def spelled(text: str, language: Language) -> str:
    """Operator names as the language spells them: `+` for `$plus`."""
    for held, sign in language.signs.items() if "$" in text else ():
        text = text.replace(held, sign)
    return text


def _written(parts: Sequence[str]) -> str:
    """Of several alternatives the first, or another of which the first is a member: `C` for `C.apply`."""
    return next((each for each in parts[1:] if parts[0].startswith(f"{each}.")), parts[0])
