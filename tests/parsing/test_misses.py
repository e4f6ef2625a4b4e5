"""True: a reference that leads nowhere is kept with the part of it that is unknown, and the reason."""

import pytest

from graph.delta import Miss
from parsing.linking.link import link
from parsing.linking.relink import relink
from parsing.linking.snapshot import Snapshot
from tests.parsing.memory_graph import MemoryGraph, fresh, read


def misses(source: str) -> tuple[Miss, ...]:
    put = read("a.py", source.encode())
    return link(put, Snapshot(MemoryGraph(), [put])).unresolved


@pytest.mark.parametrize(
    ("source", "expression", "reason"),
    [
        ("missing()\n", "missing", "name"),
        ("missing().go()\n", "missing", "name"),
        ("from .gone import f\n", ".gone", "import"),
        ("def f(x):\n    x.go()\n", "<$f:x>", "parameter"),
        ("class C: ...\nC().go()\n", "C().go", "member"),
        ("class C:\n    def __getattr__(self, name): ...\nC().go()\n", "C().go", "dynamic"),
        ("def f(): ...\nf().go()\n", "f()", "result"),
        ("x = []\nx[0]()\n", "x[0]", "element"),
        ("class C(missing): ...\n", "missing", "name"),
        ("@missing\ndef f(): ...\n", "missing", "name"),
    ],
)
def test_a_miss_tells_what_is_unknown_and_why(source: str, expression: str, reason: str) -> None:
    assert (expression, reason) in {(miss.expression, miss.reason) for miss in misses(source)}


def test_a_call_of_something_unreadable_is_kept_too() -> None:
    assert [miss.reason for miss in misses("(not x)()\n")] == ["expression"]


def test_a_miss_knows_its_place() -> None:
    (miss,) = misses("def f():\n    pass\n    gone()\n")
    assert (miss.line, miss.column, miss.kind) == (2, 4, "call")


def test_misses_are_counted_by_reason() -> None:
    puts = [read("a.py", b"gone()\nlost()\n"), read("b.py", b"import a\na.no()\n")]
    found = relink(Snapshot(MemoryGraph(), puts), "", lambda _: (), lambda _: (), lambda _: (), whole=True)
    assert found.unresolved == {"import": 1, "name": 2}


def test_a_file_added_later_binds_what_was_unresolved() -> None:
    graph = fresh({"a.py": b"from b import f\nf()\n"})
    graph.push({"b.py": b"def f(): ...\n"})
    assert graph.drawing() == fresh({"a.py": b"from b import f\nf()\n", "b.py": b"def f(): ...\n"}).drawing()
