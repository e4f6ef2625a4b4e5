"""What a manifest says."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol
from xml.parsers import expat

from graph.facts import Item

PACKAGE = "package"  # the item that holds what other projects write to depend on this one


class Requirement(NamedTuple):
    name: str
    version: str  # as written; '' where none is
    line: int  # counted from 0
    column: int  # bytes


class Read(NamedTuple):
    items: Mapping[str, Item]  # what linkers may ask for
    requirements: Sequence[Requirement]
    partial: bool = False  # broken: what could be read is kept


def called(*names: str | None) -> dict[str, Item]:
    """The first of these names that is said, as an item."""
    return {PACKAGE: Item(values=tuple(name for name in names if name)[:1])}


class Elements(Protocol):
    """Who reads an XML document element by element. Entities outside of it are never read: expat has no handler for them."""

    parser: expat.XMLParserType

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def text(self, text: str) -> None: ...
    def end(self, name: str) -> None: ...


def is_whole(source: str, reader: Elements) -> bool:
    """Reads an XML document; False where it is broken."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    reader.parser = parser
    try:
        parser.Parse(source.removeprefix("\ufeff").encode(), True)
    except expat.ExpatError:
        return False
    return True


def locate(source: str, text: str) -> tuple[int, int]:
    """Line and column (bytes) where the text is first met; the beginning where it is not."""
    at = source.find(text)
    if at < 0:
        return 0, 0
    start = source.rfind("\n", 0, at) + 1
    return source.count("\n", 0, at), len(source[start:at].encode())
