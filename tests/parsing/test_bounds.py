"""Proportional: what a reference may cost is a count, however the code is written, and giving up is told."""

import pytest

from parsing.linking.evaluator import Evaluator
from parsing.linking.link import link
from parsing.linking.memory import STEPS
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


# Every call has other arguments, and hands them to others in another order.
FRAMES = "\n".join(
    [
        *(f"class K{n}:\n    def go(self, a, b): return L{n % 5}(b, a).go(self, b)\n" for n in range(8)),
        *(f"class L{n}:\n    def go(self, x, y): return f{n}(x, y)\n" for n in range(5)),
        *(
            f"def f{n}(a, b):\n    return f{(n + 1) % 20}(b, a) or f{(n + 2) % 20}(a, a) or a.go(b, a) or b.go(a, b)\n"
            for n in range(20)
        ),
        *(f"f{n % 20}(K{n % 8}(), K{n * 3 % 8}()).go(f{n * 7 % 20}(K{n * 5 % 8}(), L0()))\n" for n in range(100)),
    ]
)
# Each class inherits from the six before it.
LADDER = "class D0:\n    def m(self): return self.m().m()\n" + "".join(
    f"class D{n}({', '.join(f'D{base}' for base in range(n - 1, max(-1, n - 7), -1))}):\n"
    f"    def m{n}(self): return super().m().m{n - 1}().m{n}()\nD{n}().m().m{n}()\n"
    for n in range(1, 80)
)
ALIKE = {f"m{n}.py": "".join(f"from m{other} import *\n" for other in range(10)) + "unheard_of()\n" for n in range(10)}
PATHOLOGIES = {
    "tangled": {"a.py": TANGLED},
    "frames": {"a.py": FRAMES},
    "ladder": {"a.py": LADDER},
    "modules that import all of each other": ALIKE,
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The steps that each reference took, but for the last of a file."""
    taken: list[int] = []
    started: dict[int, Evaluator] = {}  # kept, so that no two have one id
    start = Evaluator.start

    def counted(evaluator: Evaluator) -> None:
        if id(evaluator) in started:
            taken.append(STEPS - evaluator._steps)
        started[id(evaluator)] = evaluator
        start(evaluator)

    monkeypatch.setattr(Evaluator, "start", counted)
    return taken


@pytest.mark.parametrize("files", PATHOLOGIES.values(), ids=PATHOLOGIES)
def test_no_reference_takes_more_than_its_budget_and_nothing_is_looked_for_twice(
    files: dict[str, str], steps: list[int]
) -> None:
    puts = [read(path, source.encode()) for path, source in files.items()]
    snapshot = Snapshot(MemoryGraph(), puts)
    linked = [link(put, snapshot) for put in puts]

    assert all(said.edges for said in linked)
    assert max(steps) <= STEPS
    assert sum(steps) / len(steps) < 100


def test_a_reference_that_was_given_up_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsing.linking.memory.STEPS", 3)
    put = read("a.py", b"def f():\n    return g().h().i().j()\nf().k().l().m()\n")
    assert "budget" in {miss.reason for miss in link(put, Snapshot(MemoryGraph(), [put])).unresolved}
