"""Rewrites Kotlin that the grammar would misparse, keeping every byte offset."""

import re

# `class A : B by x {`: the grammar takes the body for a trailing lambda of x.
_DELEGATED = re.compile(
    rb"(?:\)|\b(?:class|interface|object)\s+\w+(?:<[^{}>]*>)?|\bobject)\s*:"
    rb"(?:(?!\b(?:val|var|fun)\b)[^{}=])*?\b(by\s+[\w.]+(?:\([^{}()]*\))?)(?=\s*\{)"
)
# `class A { fun f() {} }`: the grammar requires a separator after a member.
_ONE_LINE = re.compile(
    rb"(?:\b(?:class|interface|object)\b|override fun)[^\n{}\"]*\{[^\n\"]*[^\s{;] (?=\}[\s})]*$)", re.MULTILINE
)
# `class A` and on the next line `internal actual constructor(`
_CONSTRUCTOR = re.compile(
    rb"^[ \t]*(?:(?:public|internal|protected|private)[ \t]+)?(actual[ \t]+)(?=constructor\b)", re.MULTILINE
)
# `val a` and on the next line `@JvmName("a") get() = 1`
_GETTER = re.compile(rb"^[ \t]*(@\w+(?:\([^()\n]*\))?)(?=\s+[gs]et\()", re.MULTILINE)


def prepared(source: bytes) -> bytes:
    if b" by " in source:
        source = _DELEGATED.sub(lambda found: _blanked(found, 1), source)
    if b"actual" in source:
        source = _CONSTRUCTOR.sub(lambda found: _blanked(found, 1), source)
    source = _GETTER.sub(lambda found: _blanked(found, 1), source)
    return _ONE_LINE.sub(lambda found: found[0][:-1] + b";", source)


def _blanked(found: re.Match[bytes], group: int) -> bytes:
    start, end = found.start(group) - found.start(), found.end(group) - found.start()
    return found[0][:start] + b" " * (end - start) + found[0][end:]
