"""From bytes to facts, and from facts to nodes and edges. Pure: no database, no network, no process, no clock."""

import re
from typing import NamedTuple

from parsing import components, embedding, encoding, interface, languages, manifests
from parsing.engine import Walk
from parsing.languages import language_of

__all__ = ["EXTRACTOR_VERSION", "LINKER_VERSION", "Extract", "extract", "language_of"]

EXTRACTOR_VERSION = 13  # raise it when the facts of any blob change: every blob is extracted again
LINKER_VERSION = 13  # raise it when nodes or edges change for equal facts: every graph is linked again

_STRAY = re.compile("[\udc80-\udcff]")  # bytes that are not UTF-8, as `surrogateescape` decodes them


class Extract(NamedTuple):
    """What one blob contains; `facts` and `interface` are cached by blob, language and EXTRACTOR_VERSION."""

    facts: bytes
    interface: bytes
    partial: bool  # something could not be read: a syntax error, bytes that are not UTF-8, nesting beyond the bounds


def extract(language: str, source: bytes) -> Extract:
    """A pure function of its arguments; its bounds are counts, never clocks, so every machine gives the same answer."""
    text = _legible(source)
    if not languages.is_code(language):
        told, items, partial = manifests.read(language, source)
        return Extract(encoding.encode(told), encoding.encode(items), partial or text != source)
    walk = _read(language, text)
    facts, items = interface.close(walk)
    walk.forget()
    return Extract(encoding.encode(facts), encoding.encode(items), walk.partial or text != source)


def _read(language: str, source: bytes) -> Walk:
    """The walk over a source; over the embedded code if the source is a container, such as a notebook."""
    read = languages.load(language)
    if read.embedded is None:
        return Walk(read, embedding.whole(source)).run()
    inside = read.embedded(source)
    walk = Walk(languages.load(inside.language), embedding.joined(source, inside)).run()
    walk.partial = walk.partial or inside.partial
    if inside.component:
        components.add(walk)
    return walk


def _legible(source: bytes) -> bytes:
    """The source as valid UTF-8 of the same length: query predicates can read no other text."""
    text = source.decode("utf-8", "surrogateescape")
    return source if text.isascii() else _STRAY.sub("_", text).encode()
