"""What the grammar cannot read, taken out of the text: blanks of the same length, so that no place moves."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

_NAME = rb"[A-Z][A-Z0-9_]{2,}"
_NOT = (
    rb"(?<!\breturn)(?<!\belse)(?<!\bcase)(?<!\bdo)(?<!\bgoto)(?<!\bthrow)(?<!\bnew)(?<!\bint)(?<!\bvoid)(?<!\bstruct)"
)
# Macros that say something of a declaration; what is blanked is in groups.
_RULES = tuple(
    re.compile(pattern.replace(b"NAME", _NAME), re.MULTILINE)
    for pattern in (
        rb"\b(?:class|struct|union)[ \t]+(NAME(?:\([^()\n]*\))?)(?=\s+\w+[\w:]*\s*(?:final\s*)?[:{])",  # class API C {
        rb"^[ \t]*(?:extern[ \t]+|static[ \t]+|inline[ \t]+)*(NAME)(?=[ \t\n]+[\w:][\w: \t*&<>,]*?[\s*&][*&]*[\w:~]+\s*\()",  # API int f(
        rb"(?:\b(?:int|void|char|long|short|unsigned|float|double|bool|\w+_t)|\*)[ \t]+(NAME)(?=[ \t]+\w+[ \t]*\()",  # int API f(
        rb"^[ \t]*(NAME\()[^()\n]+(\))(?=[ \t\n]*\*?\w+\s*\()",  # API(int) f(
        rb"[\w)\]]" + _NOT + rb"(?:[ \t]|\n)+(NAME\([^()\n]*\))(?=\s*(?:[;={,]|NAME))",  # f() GUARDED_BY(x);
        rb"\)(?:\s*const)?[ \t\n]+(NAME)(?=\s*[;{])",  # f() NO_RETURN;
    )
)
_CONDITION = re.compile(rb"^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b[^\n]*(?:\\\n[^\n]*)*", re.MULTILINE)  # fmt: skip
_DIRECTIVE = re.compile(rb"^[ \t]*#[^\n]*(?:\\\n[^\n]*)*", re.MULTILINE)
_NEVER = re.compile(rb"#[ \t]*if[ \t]+0\b")
_QUIET = re.compile(rb"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.DOTALL)


class _Branch(NamedTuple):
    """Of a condition: where its line begins and ends."""

    start: int
    end: int


def prepared(source: bytes) -> bytes:
    text = bytearray(source)
    if b"#" in source:
        for branches in _conditions(source):
            _decide(text, branches)
    for rule in _RULES:
        for match in rule.finditer(_DIRECTIVE.sub(lambda line: b" " * len(line[0]), bytes(text))):
            for start, end in match.regs[1:]:
                _blank(text, start, end)
    return bytes(text)


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
        _blank(text, *parts[0])
    elif any(_is_fragment(bytes(text[start:end])) for start, end in parts):
        for branch in branches:
            _blank(text, *branch)
        for part in parts[1:]:
            _blank(text, *part)


def _is_fragment(text: bytes) -> bool:
    plain = _DIRECTIVE.sub(b"", _QUIET.sub(b"", text)).rstrip()
    return bool(plain) and (plain[-1:] not in b";}:" or plain.count(b"{") != plain.count(b"}"))


def _blank(text: bytearray, start: int, end: int) -> None:
    text[start:end] = bytes(byte if byte in b"\r\n" else 32 for byte in text[start:end])
