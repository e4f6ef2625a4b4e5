"""Proportional: what a reference may cost is a count, however the code is written, and giving up is told."""

import pytest

from parsing.linking.evaluator import STEPS, Evaluator
from parsing.linking.link import link
from parsing.linking.snapshot import Snapshot
from tests.parsing.memory_graph import MemoryGraph, read

# Each function gives what any of the next three give, by way of methods that give each other's results.
TANGLED = "\n".join(
    [
        *(
            f"def f{n}(a):\n    if a:\n        return f{n + 1}(f{n + 2}(a)).m(f{n + 3}(a))\n    return f{n + 2}(C{n % 7}(a)).m(a) or f{n + 3}(a)\n"
            for n in range(60)
        ),
        *(
            f"class C{n}(C{n - 1} if C{n - 2} else C{n + 1}):\n    def m(self, x):\n        return self.m(x).m(f{n}(x)) or C{n + 1}(x)\n"
            for n in range(7)
        ),
    ]
)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps that each reference took."""
    taken: list[int] = []
    start, enter = Evaluator.start, Evaluator.enter

    def counted_start(evaluator: Evaluator) -> None:
        taken.append(0)
        start(evaluator)

    def counted_enter(evaluator: Evaluator) -> bool:
        entered = enter(evaluator)
        taken[-1] += entered
        return entered

    monkeypatch.setattr(Evaluator, "start", counted_start)
    monkeypatch.setattr(Evaluator, "enter", counted_enter)
    return taken


def test_no_reference_takes_more_than_its_budget(steps: list[int]) -> None:
    put = read("a.py", TANGLED.encode())
    assert link(put, Snapshot(MemoryGraph(), [put])).edges
    assert max(steps) <= STEPS


def test_what_was_found_once_is_not_looked_for_again(steps: list[int]) -> None:
    put = read("a.py", TANGLED.encode())
    link(put, Snapshot(MemoryGraph(), [put]))
    assert sum(steps) / len(steps) < 100


def test_a_reference_that_was_given_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsing.linking.evaluator.STEPS", 3)
    put = read("a.py", b"def f():\n    return g().h().i().j()\nf().k().l().m()\n")
    assert "budget" in {miss.reason for miss in link(put, Snapshot(MemoryGraph(), [put])).unresolved}
