"""Branches of a preprocessor (`#if`, `#else`, `#endif`) that cannot stand beside each other, taken out of the text: blanks of
the same length, so that no place moves.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_LINE = rb"(?:[^\\\n]|\\\r?\n|\\)*"  # with those that it continues on
_CONDITION = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b" + _LINE, re.MULTILINE)
DIRECTIVE = re.compile(rb"^[ \t]*#" + _LINE, re.MULTILINE)
_NEVER = re.compile(rb"#[ \t]*if[ \t]+(?:0|false)\b")
_QUIET = re.compile(rb"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
# A statement that waits for its body: `if (x)`, `else`.
_WAITING = re.compile(
    rb"\b(?:(?:if|while|for)\s*\((?:[^(){};]|\((?:[^(){};]|\([^(){};]*\))*\))*\)|for\s*\([^(){}]*\)|else)\s*\Z"
)
_REACH = 300  # bytes before a condition that are looked at
_BELONGING = re.compile(rb"\s*(?:else|catch|finally)\b")  # to a statement before it


class _Branch(NamedTuple):
    """Of a condition: where its line begins and ends."""

    start: int
    end: int


def decided(source: bytes, *, everywhere: bool = False) -> bytearray:
    """Of branches that are no whole statements the first one alone. `everywhere`: the lines of the conditions go, too."""
    text = bytearray(source)
    for branches in _conditions(source) if b"#" in source else ():
        _decide(text, branches)
        for branch in branches if everywhere else ():
            blank(text, *branch)
    return text


def blank(text: bytearray, start: int, end: int) -> None:
    text[start:end] = bytes(byte if byte in b"\r\n" else 32 for byte in text[start:end])


def _conditions(source: bytes) -> Iterator[list[_Branch]]:
    """The lines of each condition, those inside others first."""
    open_ones: list[list[_Branch]] = []
    for match in _CONDITION.finditer(source):
        branch = _Branch(match.start(), match.end())
        if match[1].startswith(b"if"):
            open_ones.append([branch])
        elif open_ones:
            open_ones[-1].append(branch)
            if match[1] == b"endif":
                yield open_ones.pop()


def _decide(text: bytearray, branches: list[_Branch]) -> None:
    """Branches that are no whole statements, or open what they do not close, cannot stand beside each other: the first is
    taken.
    """
    parts = [(before.end, after.start) for before, after in pairwise(branches)]
    never = _NEVER.match(bytes(text[branches[0].start : branches[0].end]).lstrip())
    if never:
        blank(text, *parts[0])
    elif _is_awaited(text, branches[0].start) or any(_is_fragment(bytes(text[start:end])) for start, end in parts):
        for branch in branches:
            blank(text, *branch)
        for part in parts[1:]:
            blank(text, *part)


def _is_awaited(text: bytearray, start: int) -> bool:
    """Whether what stands before a condition, `if (x)`, has its body in the branches."""
    return bool(_WAITING.search(_QUIET.sub(b"", bytes(text[max(0, start - _REACH) : start]))))


def _bare(quiet: re.Match[bytes]) -> bytes:
    """A text keeps a sign, as it is part of a statement; a comment is none."""
    return b"" if quiet[0].startswith(b"/") else b"0"


def _is_fragment(text: bytes) -> bool:
    plain = DIRECTIVE.sub(b"", _QUIET.sub(_bare, text)).rstrip()
    if not plain:
        return False
    lone = plain.strip() == b";"  # in place of a body
    return lone or plain[-1:] not in b";}:" or plain.count(b"{") != plain.count(b"}") or bool(_BELONGING.match(plain))
