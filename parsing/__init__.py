"""From bytes to facts, and from facts to nodes and edges. Pure: no database, no network, no process, no clock."""

from typing import NamedTuple

from parsing import encoding, interface, languages, manifests
from parsing.engine import Walk
from parsing.languages import language_of

__all__ = ["EXTRACTOR_VERSION", "LINKER_VERSION", "Extract", "extract", "language_of"]

EXTRACTOR_VERSION = 8  # raise it when the facts of any blob change: every blob is extracted again
LINKER_VERSION = 8  # raise it when nodes or edges change for equal facts: every graph is linked again


class Extract(NamedTuple):
    """What one blob says; `facts` and `interface` are kept by blob, language and EXTRACTOR_VERSION."""

    facts: bytes
    interface: bytes
    partial: bool  # something could not be read: a syntax error, bytes that are not UTF-8, nesting beyond the bounds


def extract(language: str, source: bytes) -> Extract:
    """A pure function of its arguments; bounds are counts, so it gives the same answer on any machine."""
    if not languages.is_code(language):
        told, items, partial = manifests.read(language, source)
        return Extract(encoding.encode(told), encoding.encode(items), partial or not _is_text(source))
    walk = Walk(languages.load(language), source).run()
    facts, items = interface.close(walk)
    return Extract(encoding.encode(facts), encoding.encode(items), walk.partial or not _is_text(source))


def _is_text(source: bytes) -> bool:
    try:
        source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
