"""Code of one language embedded in a file of another: the scripts of a single-file component, the cells of a notebook.

A container names the embedded language and yields its pieces in file order, each with its position. The engine reads
them as one text and reports positions in the file, where a piece may be written differently (escaped), or may stand for
something that is not code (an element of a template).
"""

from collections.abc import Iterable
from typing import NamedTuple

from tree_sitter import Point, Range


class Piece(NamedTuple):
    text: bytes
    row: int  # from 0
    column: int  # bytes


class Embedded(NamedTuple):
    language: str
    pieces: tuple[Piece, ...] = ()
    partial: bool = False
    component: bool = False  # the file as a whole is a class, which it exports by default


class Source(NamedTuple):
    """A parser's input. Without ranges, a position in the text is the position in the file."""

    text: bytes
    lines: int  # of the file
    ranges: tuple[Range, ...] = ()


def whole(source: bytes) -> Source:
    return Source(source, _lines(source))


def joined(source: bytes, embedded: Embedded) -> Source:
    text = b"".join(piece.text for piece in embedded.pieces)
    return Source(text, _lines(source), tuple(_ranges(embedded.pieces)))


def _lines(source: bytes) -> int:
    """The number of lines; a line break at the end does not begin another."""
    return max(source.count(b"\n") + (not source.endswith(b"\n")), 1)


def _ranges(pieces: Iterable[Piece]) -> Iterable[Range]:
    """Positions never decrease: a piece longer than what it stands for in the file moves the next one on its line."""
    end, byte = Point(0, 0), 0
    for text, row, column in pieces:
        start = max(Point(row, column), end)
        end = _after(start, text)
        yield Range(start, end, byte, byte + len(text))
        byte += len(text)


def _after(start: Point, text: bytes) -> Point:
    """Where a piece ends, without a line break at its end, which may not be in the file."""
    text = text.removesuffix(b"\n")
    breaks = text.count(b"\n")
    width = len(text) - text.rfind(b"\n") - 1
    return Point(start.row + breaks, width if breaks else start.column + width)
