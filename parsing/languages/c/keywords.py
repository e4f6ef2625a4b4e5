"""Replaces macros that stand for `try` and `catch` by the keyword."""

import re

from parsing.conditions import blank

_TRY = re.compile(rb"\b[A-Z]\w*_TRY(?=\s*\{)")
_CATCH = re.compile(rb"\b[A-Z]\w*_CATCH\w*(?=[ \t]*\([^()]*\)\s*\{)")
_CAUGHT = re.compile(rb"(?<=\})[ \t\n]*[A-Z]\w*_CATCH\w*\([^()]*\)(?!\s*[{;])")  # the macro contains the body


def spelled(text: bytearray) -> None:
    """Without a `catch` whose body is in this file, the `try` block becomes an ordinary block."""
    catches = list(_CATCH.finditer(bytes(text)))
    for match in _TRY.finditer(bytes(text)):
        _write(text, match, b"try" if catches else b"")
    for match in catches:
        _write(text, match, b"catch")
    for match in _CAUGHT.finditer(bytes(text)) if not catches else ():
        blank(text, *match.span())


def _write(text: bytearray, match: re.Match[bytes], word: bytes) -> None:
    blank(text, *match.span())
    text[match.start() : match.start() + len(word)] = word
