"""Code of one language in a file of another: the scripts of a single-file component, the cells of a notebook.

A container names the language inside and yields its pieces in file order, each with where it stands. The engine reads them as
one text and finds every place as the file has it: a piece may be written otherwise there (escaped), or stand for something
that is no code of its own (an element of a template).
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
    component: bool = False  # the file as a whole is something to make instances of, which it exports by default


class Source(NamedTuple):
    """What a parser is given. Without ranges a place in the text is the place in the file."""

    text: bytes
    lines: int  # of the file
    ranges: tuple[Range, ...] = ()


def whole(source: bytes) -> Source:
    return Source(source, _lines(source))


def joined(source: bytes, embedded: Embedded) -> Source:
    text = b"".join(piece.text for piece in embedded.pieces)
    return Source(text, _lines(source), tuple(_ranges(embedded.pieces)))


def _lines(source: bytes) -> int:
    """The last line break ends a line, and begins none."""
    return max(source.count(b"\n") + (not source.endswith(b"\n")), 1)


def _ranges(pieces: Iterable[Piece]) -> Iterable[Range]:
    """Places never go back: a piece that is longer than what it stands for moves the next one of its line."""
    end, byte = Point(0, 0), 0
    for text, row, column in pieces:
        start = max(Point(row, column), end)
        end = _after(start, text)
        yield Range(start, end, byte, byte + len(text))
        byte += len(text)


def _after(start: Point, text: bytes) -> Point:
    """A line break that ends a piece may be none of the file's."""
    text = text.removesuffix(b"\n")
    breaks = text.count(b"\n")
    width = len(text) - text.rfind(b"\n") - 1
    return Point(start.row + breaks, width if breaks else start.column + width)
