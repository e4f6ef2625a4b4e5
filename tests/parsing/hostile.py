"""Sources that nobody would write: random bytes, cases of ours with pieces moved, and heaps of a language's own words.

Strategies of Hypothesis over whatever language or kind of manifest the registry has, so that a new one is covered as it comes.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

from hypothesis import strategies as st
from tree_sitter import Language as Grammar

from graph.languages import LANGUAGES
from parsing import language_of, languages
from parsing.manifests import READERS

READ: Final = (*LANGUAGES, *READERS)  # whatever has an adapter

_CASES: Final = Path(__file__).parents[1] / "languages"
_WORDS: Final = re.compile(rb"\w+|\s+|[^\w\s]")
_LONGEST: Final = 4096  # bytes of a sample: what goes wrong, goes wrong in a few lines
_ODD: Final = (
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbb\xbf",
    b"\r",
    b"\r\n",
    b"\x0c",
    b"\n\n",
    b" ",
    b"\t",
    b"\\",
    b"'",
    b'"',
)
_PLAIN: Final = (
    b"x",
    b"f",
    b"C",
    b"0",
    b"1e999",
    b".",
    b",",
    b":",
    b";",
    b"=",
    b"<",
    b">",
    b"{",
    b"}",
    b"(",
    b")",
    b"[",
    b"]",
)


def path_of(read: str) -> str:
    """A path that this language, or kind of manifest, reads."""
    return f"pkg/a{LANGUAGES[read].suffixes[0]}" if read in LANGUAGES else read.replace("*", "a")


def sources(read: str) -> st.SearchStrategy[bytes]:
    return st.binary(max_size=400) | mutated(read) | soup(read) | nested(read)


def soup(read: str) -> st.SearchStrategy[bytes]:
    spaces = st.sampled_from([b" ", b"", b"\n", b"\n    "])
    words = st.lists(st.tuples(st.sampled_from(_words(read)), spaces), max_size=60)
    return words.map(lambda found: b"".join(word + space for word, space in found))


def nested(read: str) -> st.SearchStrategy[bytes]:
    """A few words many times over, with something behind them."""
    words = st.lists(st.sampled_from(_words(read)), min_size=1, max_size=4).map(b" ".join)
    return st.tuples(words, st.integers(2, 2000), soup(read)).map(lambda drawn: drawn[0] * drawn[1] + drawn[2])


@st.composite
def mutated(draw: st.DrawFn, read: str) -> bytes:
    """A case with a few pieces cut out, doubled, put elsewhere, or replaced by a word."""
    source = draw(st.sampled_from(_samples(read)))
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted((draw(st.integers(0, len(source))), draw(st.integers(0, len(source)))))
        other = draw(st.sampled_from(_samples(read)))
        piece = draw(st.sampled_from([b"", source[start:end] * 2, other[start:end]]) | st.sampled_from(_words(read)))
        source = source[:start] + piece + source[end:]
    return source


@cache
def _samples(read: str) -> tuple[bytes, ...]:
    """Of a language without cases of its own those of all others."""
    paths = [path for path in sorted(_CASES.glob("*/*/**/*")) if path.is_file() and path.name != "expected.txt"]
    own = [path for path in paths if language_of(path.as_posix()) == read]
    return tuple(path.read_bytes()[:_LONGEST] for path in own or paths)


@cache
def _words(read: str) -> tuple[bytes, ...]:
    """What stands in the cases, what the grammar knows, and what belongs in no text."""
    written = {word for sample in _samples(read) for word in _WORDS.findall(sample) if len(word) < 40}
    return (*sorted(written | set(_tokens(read))), *_ODD, *_PLAIN)


def _tokens(read: str) -> list[bytes]:
    if not languages.is_code(read) or languages.load(read).embedded:
        return []
    grammar = Grammar(languages.load(read).grammar())
    kinds = range(grammar.node_kind_count)
    return [(grammar.node_kind_for_id(kind) or "").encode() for kind in kinds if not grammar.node_kind_is_named(kind)]
