"""A tokenizer for single-file components that finds the code in them: tags, `{{ ... }}`, the text of scripts."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# The start of a comment, an interpolation, or a tag up to its name.
_OPENING = re.compile(rb"<!--|\{\{|<(/?)([A-Za-z][\w.-]*)")
_ATTRIBUTES = re.compile(rb"[^<>\"']++|\"[^\"]*+\"|'[^']*+'")
_ATTRIBUTE = re.compile(rb"([^\s\"'<>=/]++)(?:\s*=\s*(?:\"([^\"]*+)\"|'([^']*+)'|([^\s\"'<>=]++)))?")
RAW = frozenset({"script", "style"})  # elements whose content is not markup


class Attribute(NamedTuple):
    name: str
    value: bytes
    at: int  # the byte of the value


class Token(NamedTuple):
    kind: str  # 'open', 'close', 'text' (of a script, of `{{ ... }}`), 'broken'
    at: int
    tag: str = ""
    attributes: tuple[Attribute, ...] = ()
    text: bytes = b""  # with the byte `at`

    def says(self, name: str) -> str | None:
        """The value of an attribute; None if it is absent."""
        return next((each.value.decode("utf-8", "replace") for each in self.attributes if each.name == name), None)


def tokens(source: bytes) -> Iterator[Token]:
    """The tokens in file order; the last one is 'broken' if something is not closed."""
    at = 0
    while (opening := _OPENING.search(source, at)) is not None:
        found = _tag(source, opening) if opening[2] else _enclosed(source, opening)
        yield from found[0]
        at = found[1]
        if at < 0:
            yield Token("broken", opening.start())
            return


def _enclosed(source: bytes, opening: re.Match[bytes]) -> tuple[list[Token], int]:
    """A comment, or an expression in `{{ }}`; and where it ends, -1 if it does not."""
    closing = b"-->" if opening[0] == b"<!--" else b"}}"
    end = source.find(closing, opening.end())
    told = [Token("text", opening.end(), text=source[opening.end() : end])] if closing == b"}}" and end >= 0 else []
    return told, end + len(closing) if end >= 0 else -1


def _tag(source: bytes, opening: re.Match[bytes]) -> tuple[list[Token], int]:
    """A tag, with the text of a script; and where it ends, -1 if it does not."""
    end = opening.end()
    while (more := _ATTRIBUTES.match(source, end)) is not None:
        end = more.end()
    if source[end : end + 1] != b">":
        return [], -1
    name = opening[2].decode()
    if opening[1]:
        return [Token("close", opening.start(), name)], end + 1
    attributes = tuple(_attributes(source, opening.end(), end))
    closed = source[end - 1 : end] == b"/"
    told = [Token("open", opening.start(), name, attributes)]
    if closed:
        return [*told, Token("close", end, name)], end + 1
    if name not in RAW:
        return told, end + 1
    last = source.find(b"</%s" % opening[2], end)
    return [*told, Token("text", end + 1, name, attributes, source[end + 1 : last])], last


def _attributes(source: bytes, start: int, end: int) -> Iterator[Attribute]:
    for match in _ATTRIBUTE.finditer(source, start, end):
        group = match.lastindex or 1
        yield Attribute(match[1].decode("utf-8", "replace"), match[group] if group > 1 else b"", match.start(group))
