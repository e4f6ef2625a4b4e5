"""Available: whatever a repository holds is read and linked. No exception leaves an adapter, and nothing outgrows its budget.

The run of `make fuzz` is the long form of the same.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsing import Extract, extract
from parsing.manifests import READERS
from tasks.parser import Ask, Parser
from tests.parsing.hostile import READ, path_of, sources
from tests.parsing.memory_graph import MemoryGraph, read

SECONDS = 10  # of CPU, which a few kilobytes never take
# For each of forty adapters; in a round of `make fuzz` as many as of anything.
EXAMPLES = settings().max_examples if settings().max_examples > 100 else 12


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    with Parser(SECONDS).open() as ask:
        yield ask


@pytest.mark.parametrize("name", READ)
def test_any_bytes_are_read_within_the_budget(name: str, ask: Ask) -> None:
    """By the parser that a worker has, with its limits of time and memory."""

    @settings(max_examples=EXAMPLES)
    @given(sources(name))
    def reads(source: bytes) -> None:
        (answer,) = ask(name, [source]).result()
        assert isinstance(answer, Extract)

    reads()


@pytest.mark.parametrize(
    "source",
    [
        b"[" * 50_000,
        b'{"a":' * 50_000,
        b"a = " + b"[" * 5_000,
        b"a = " + b"9" * 10_000,
        b'{"a": ' + b"9" * 10_000 + b"}",
    ],
    ids=["lists", "objects", "toml", "digits in toml", "digits in json"],
)
@pytest.mark.parametrize("manifest", READERS)
def test_a_manifest_beyond_reading_is_partial_and_no_accident(manifest: str, source: bytes) -> None:
    """Found by the long form: an accident would have left the graph incomplete, and tried it again every day."""
    assert isinstance(extract(manifest, source), Extract)


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("scala", b"\n * *" * 1_000),
        ("java", b"A<" * 1_000 + b"B" + b">" * 1_000 + b" x;"),
        ("csharp", b"A<" * 1_000 + b"B" + b">" * 1_000 + b" x;"),
        ("swift", b"let x: " + b"[" * 1_000 + b"A" + b"]" * 1_000),
        ("javascript", b"let " + b"[" * 1_000 + b"a" + b"]" * 1_000 + b" = x"),
        ("javascript", b"function f(" + b"{a: " * 1_000 + b"b" + b"}" * 1_000 + b") {}"),
    ],
    ids=["operators", "java's types", "csharp's types", "swift's types", "javascript's lists", "javascript's objects"],
)
def test_what_goes_on_and_on_is_read(language: str, source: bytes) -> None:
    """Found by the long form, and by looking for its like: rows and nests without end, which recursion does not survive."""
    assert isinstance(extract(language, source), Extract)


@pytest.mark.parametrize("name", READ)
def test_whatever_was_read_is_linked_and_changes_like_anything_else(name: str) -> None:
    """Two files that import what they like, then one of them is another."""
    path = path_of(name)

    @settings(max_examples=EXAMPLES)
    @given(st.lists(sources(name), min_size=3, max_size=3))
    def links(drawn: list[bytes]) -> None:
        first, second, third = drawn
        graph, other = MemoryGraph(), f"b/{path}"
        with _bounded():
            graph.take([read(path, first), read(other, second)])
            graph.take([read(path, third)])
        fresh = MemoryGraph()
        with _bounded():
            fresh.take([read(path, third), read(other, second)])

        assert graph.drawing() == fresh.drawing()

    links()


@contextmanager
def _bounded() -> Iterator[None]:
    """SECONDS of this process's CPU; linking is bounded by steps, so it ends by itself."""
    before = signal.signal(signal.SIGVTALRM, _too_long)
    signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _too_long(_number: int, _frame: FrameType | None) -> None:
    raise AssertionError(f"not linked after {SECONDS} s of CPU")


@pytest.mark.parametrize("source", [b"x _y " * 3_000, b"_ + " * 200 + b"1"], ids=["words", "placeholders"])
def test_operators_of_any_number_are_read(source: bytes) -> None:
    """Found by what is drawn above: an underscore had the operators around it looked through one inside the other."""
    assert isinstance(extract("scala", source), Extract)


@pytest.mark.parametrize(
    ("language", "head", "line", "tail"),
    [
        ("python", "def f(x):\n    z0 = x\n", "    z{next} = z{this}\n", "    return z{last}\n"),
        ("python", "def f(x):\n", "    z{this} = z{next}.m\n", "    z0.f()\n"),
        ("go", "package p\nfunc f(x int) int {{\n z0 := x\n", " z{next} := z{this}\n", " return z{last}\n}}\n"),
        ("kotlin", "fun f(x: C) {{\n val z0 = x\n", " val z{next} = z{this}\n", " z{last}.g()\n}}\n"),
        ("ruby", "def f(x)\n z0 = x\n", " z{next} = z{this}\n", " return z{last}\nend\n"),
    ],
    ids=["python", "python, the last first", "go", "kotlin", "ruby"],
)
def test_names_bound_to_each_other_in_a_row_are_read(language: str, head: str, line: str, tail: str) -> None:
    """The last of a thousand names was found out through all before it, one inside the other."""
    rows = "".join(line.format(this=place, next=place + 1) for place in range(1_000))
    source = f"{head.format()}{rows}{tail.format(last=1_000)}"
    assert isinstance(extract(language, source.encode()), Extract)
