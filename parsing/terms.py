"""Parses the notation of expressions (see graph/facts.py): the only code that reads their text."""

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

OPENING, CLOSING = "([{<", ")]}>"
_MARK = re.compile(r"[()\[\]{}<>|.]")
_BRACKET = re.compile(r"[()\[\]{}<>]")
_NAME = re.compile(r"(?:[^\W\d]|\$)[\w$]*")  # some languages allow a dollar in names
_DOTTED = re.compile(rf"{_NAME.pattern}(?:\.{_NAME.pattern})+")
_SIGIL = re.compile(r"<[$@!.~%'\"]([^<>:]*):?([^<>:]*)>")
CALLED = "\u02bc"  # after a called name, in languages whose variables do not hide functions
SCOPE = "\u02d0"  # between the parts of a name that is looked up as a whole: `a::b`
PART = "\u02d1"  # after a member or a base class that a constructor initialises: `C() : x(y)`
TYPE = "\u02ce"  # after a name that means a type, in languages whose members may be named like their types
USING = " using"  # the item that lists the further namespaces in which a file looks up names
HOOKS = "+"  # after a class's name: the item of what its methods leave to subclasses
SINGLETON = "self"  # the member of a class that holds its singleton methods, apart from instance methods
LAST = "\u02ee"  # the keyword of an argument that is always for the last parameter
LABEL = "\u02bd"  # between the name of a parameter and the label of its argument, where these differ
_PLAIN = {ord(CALLED): None, ord(LABEL): " ", ord(SCOPE): "::", ord(PART): None}
LONGEST = 300  # characters; anything longer counts as unknown


class Term(NamedTuple):
    """The outermost operation of an expression.

    kind: either (parts: the alternatives), name, sigil (text: '@qualname'; parts: its sign, and what stands before and
    after its colon), container (text: its type; parts: its elements), member (base, text), call (base, parts:
    arguments), index (base, parts: keys), unknown.
    """

    kind: str
    base: str = ""
    text: str = ""
    parts: tuple[str, ...] = ()


UNKNOWN = Term("unknown")


@lru_cache(maxsize=131072)
def term(expression: str) -> Term:
    if expression.isidentifier():
        return Term("name", "", expression)
    if not expression:
        return UNKNOWN
    last = -1
    if "|" not in expression:
        last = 0 if expression[-1] in ">}" else _last(expression)
    if last < 0:
        bars, last = _marks(expression)
        if bars:
            return Term("either", parts=tuple(_cut(expression, bars)))
    return _step(expression[:last], expression[last:]) if last > 0 else _root(expression)


def is_dotted(text: str) -> bool:
    return text.isidentifier() or _DOTTED.fullmatch(text) is not None


def split(text: str) -> tuple[str, ...]:
    """The parts of `a,b(c,d)` between top-level commas."""
    if not text:
        return ()
    if "," not in text:
        return (text,)
    if _BRACKET.search(text) is None:
        return tuple(text.split(","))
    depth, parts = 0, list[str]()
    for piece in text.split(","):
        if depth:
            parts[-1] = f"{parts[-1]},{piece}"
        else:
            parts.append(piece)
        depth += _opened(piece)
    return tuple(parts)


def _opened(text: str) -> int:
    """How many more brackets it opens than it closes."""
    if _BRACKET.search(text) is None:
        return 0
    return sum(map(text.count, OPENING)) - sum(map(text.count, CLOSING))


def readable(expression: str) -> str:
    """Roughly as a person would write it; for display only."""
    return _SIGIL.sub(lambda found: found[2] or found[1].rpartition(".")[2] or found[1], expression).translate(_PLAIN)


def either(alternatives: list[str]) -> str:
    """One expression for several alternatives, without duplicates and unknown ones."""
    if len(alternatives) == 1:
        return alternatives[0]
    known = [each for each in dict.fromkeys(alternatives) if each]
    text = "|".join(known)
    return text if len(text) <= LONGEST else known[0]


def first(alternatives: list[str]) -> str:
    """An expression for the first of several that turns out to be known; at least one is expected to."""
    text = alternatives[0] if len(alternatives) == 1 else f"{{first:{','.join(alternatives)}}}" if alternatives else ""
    return text if len(text) <= LONGEST else alternatives[-1]


def then(base: str, step: str) -> str:
    """`base` followed by a step; unknown stays unknown."""
    if not base or len(base) + len(step) > LONGEST:
        return ""
    return f"({base}){step}" if "|" in base and term(base).kind == "either" else base + step


def _step(base: str, step: str) -> Term:
    if step[0] == ".":
        return Term("member", base, step[1:])
    return Term("call" if step[0] == "(" else "index", base, "", split(step[1:-1]))


def _root(expression: str) -> Term:
    first, inner = expression[0], expression[1:-1]
    if first == "(":
        return term(inner)
    if first == "<":
        before, _, name = inner[1:].rpartition(":")
        return Term("sigil", "", inner, (inner[:1], before, name))
    if first == "[":
        return Term("container", text="types", parts=split(inner))  # of `Callable[[A, B], C]`
    if first == "{":
        kind, _, held = inner.partition(":")
        return Term("container", text=kind, parts=split(held))
    return Term("name", "", expression) if _NAME.fullmatch(expression) else UNKNOWN


def _last(expression: str) -> int:
    """Where the last step of an expression without alternatives starts; -1 if a quick search cannot tell."""
    end = expression[-1]
    if end in ")]":
        opening = "(" if end == ")" else "["
        start = expression.rfind(opening)
        while start > 0 and expression.count(opening, start) < expression.count(end, start):
            start = expression.rfind(opening, 0, start)
        if start >= 0:
            return start
    start = expression.rfind(".")
    return start if start > 0 and expression[start + 1 :].isidentifier() else -1


def _marks(expression: str) -> tuple[list[int], int]:
    """Positions of the top-level bars, and where the last step starts."""
    depth, bars, last = 0, [], 0
    for match in _MARK.finditer(expression):
        character = match.group()
        if character in OPENING:
            if not depth and character in "([":
                last = match.start()
            depth += 1
        elif character in CLOSING:
            depth -= 1
        elif not depth and character == ".":
            last = match.start()
        elif not depth and character == "|":
            bars.append(match.start())
    return bars, last


def _cut(text: str, cuts: list[int]) -> list[str]:
    bounds = [-1, *cuts, len(text)]
    return [text[start + 1 : end] for start, end in pairwise(bounds)]
