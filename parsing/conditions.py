"""Removes preprocessor branches (`#if`, `#else`, `#endif`) that cannot be parsed side by side: they become blanks of
the same length, so that no position moves.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_LINE = rb"(?:[^\\\n]|\\\r?\n|\\)*"  # with its continuation lines
_CONDITION = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b" + _LINE, re.MULTILINE)
DIRECTIVE = re.compile(rb"^[ \t]*#" + _LINE, re.MULTILINE)
_NEVER = re.compile(rb"#[ \t]*if[ \t]+(?:0|false)\b")
_QUIET = re.compile(rb"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)
# A statement whose body is still to come: `if (x)`, `else`.
_WAITING = re.compile(
    rb"\b(?:(?:if|while|for)\s*\((?:[^(){};]|\((?:[^(){};]|\([^(){};]*\))*\))*\)|for\s*\([^(){}]*\)|else)\s*\Z"
)
_REACH = 300  # bytes searched before a condition
_BELONGING = re.compile(rb"\s*(?:else|catch|finally)\b")  # continues the statement before it


class _Branch(NamedTuple):
    """Where the directive that opens a branch, or ends the last one, begins and ends."""

    start: int
    end: int


def decided(source: bytes, *, everywhere: bool = False) -> bytearray:
    """The source with only the first of branches that are not whole statements; `everywhere`: and no directives."""
    text = bytearray(source)
    for branches in _conditions(source) if b"#" in source else ():
        _decide(text, branches)
        for branch in branches if everywhere else ():
            blank(text, *branch)
    return text


def blank(text: bytearray, start: int, end: int) -> None:
    text[start:end] = bytes(byte if byte in b"\r\n" else 32 for byte in text[start:end])


def _conditions(source: bytes) -> Iterator[list[_Branch]]:
    """The directives of each condition, inner conditions first."""
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
    """Branches that are not whole statements, or that leave a brace open, cannot stand side by side: the first is kept.
    Of `#if 0` the first is dropped.
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
    """Whether a statement before a condition, such as `if (x)`, has its body in the branches."""
    return bool(_WAITING.search(_QUIET.sub(b"", bytes(text[max(0, start - _REACH) : start]))))


def _bare(quiet: re.Match[bytes]) -> bytes:
    """A string leaves one character, as it is part of a statement; a comment leaves nothing."""
    return b"" if quiet[0].startswith(b"/") else b"0"


def _is_fragment(text: bytes) -> bool:
    plain = DIRECTIVE.sub(b"", _QUIET.sub(_bare, text)).rstrip()
    if not plain:
        return False
    lone = plain.strip() == b";"  # an empty statement as a body
    return lone or plain[-1:] not in b";}:" or plain.count(b"{") != plain.count(b"}") or bool(_BELONGING.match(plain))
