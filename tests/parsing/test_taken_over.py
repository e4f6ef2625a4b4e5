"""True and proportional: what a file takes over from others of its run is what it would have found, with the same questions."""

from collections.abc import Mapping, Sequence

import pytest

from parsing.linking.evaluator import Evaluator
from parsing.linking.gather import Linked
from parsing.linking.link import link
from parsing.linking.snapshot import Put, Snapshot
from tests.parsing.memory_graph import MemoryGraph, read

# What the parameter is, the calls of its own file say, and to that file alone.
LEADS_BACK = {
    "a.py": "from b import through\nclass A:\n    def go(self): ...\ndef same(x):\n    return x\nsame(A())\nthrough().go()\n",
    "b.py": "from a import same\ndef through():\n    return same(None)\n",
    "c.py": "from b import through\nthrough().go()\n",
}
# Where an evaluation of these begins decides how far it comes.
CIRCLE = {
    **{
        f"m{n}.py": f"from m{(n + 1) % 4} import *\nfrom m{(n + 1) % 4} import f{(n + 1) % 4}\n"
        f"class C{n}:\n    def m(self):\n        return f{n}() or self\n"
        f"def f{n}():\n    return f{(n + 1) % 4}() or C{n}().m()\n"
        for n in range(4)
    },
    **{f"use{n}.py": f"from m{n} import *\nf{n}().m().m()\nf{(n + 2) % 4}().m()\n" for n in range(4)},
}
# More files that hand a name on than evaluations may lie in each other.
CHAIN = {
    **{f"m{n}.py": f"from m{n + 1} import f{n + 1} as f{n}\n" for n in range(70)},
    "m70.py": "class C:\n    def go(self): ...\ndef f70():\n    return C()\n",
    **{f"use{n}.py": f"from m{n} import f{n}\nf{n}().go()\n" for n in (0, 21, 23, 30, 60)},
}
# More steps than a reference may take, of which another file has taken some already.
LONG = {
    "m.py": "".join(
        f"def f{n}():\n    return f{n + 1}() or g{n + 1}()\ndef g{n}():\n    return f{n + 1}()\n" for n in range(40)
    )
    + "class C:\n    def go(self): ...\ndef f40():\n    return C()\ndef g40():\n    return C()\n",
    **{f"use{n}.py": f"from m import f{n}\nf{n}().go()\n" for n in (0, 10, 35, 39)},
}
# How certain a call is depends on whether the caller's file imports the module itself.
SUBMODULE = {
    "p/__init__.py": "",
    "p/sub.py": "class C:\n    def go(self): ...\n",
    "lib.py": "import p\ndef made():\n    return p.sub\n",
    "one.py": "import p.sub\nfrom lib import made, p\nmade().C\np.sub.C().go()\n",
    "two.py": "from lib import made, p\nmade().C\np.sub.C().go()\n",
}
RUNS = {"leads back": LEADS_BACK, "circle": CIRCLE, "chain": CHAIN, "long": LONG, "submodule": SUBMODULE}


def run(puts: Sequence[Put], order: Sequence[Put]) -> dict[str, Linked]:
    snapshot = Snapshot(MemoryGraph(), puts)
    return {put.path: link(put, snapshot) for put in order}


def alone(puts: Sequence[Put]) -> dict[str, Linked]:
    return {put.path: link(put, Snapshot(MemoryGraph(), puts)) for put in puts}


@pytest.mark.parametrize("files", RUNS.values(), ids=RUNS)
@pytest.mark.parametrize("steps", [8, 60, 4000])
def test_it_does_not_matter_who_was_linked_before(
    files: Mapping[str, str], steps: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("parsing.linking.memory.STEPS", steps)
    puts = [read(path, source.encode()) for path, source in files.items()]

    assert run(puts, puts) == run(puts, puts[::-1]) == alone(puts)


def test_what_a_file_gives_is_found_out_once_for_all_that_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    library = "class A:\n    def go(self):\n        return B()\nclass B(A):\n    def back(self):\n        return A()\n"
    files = {"lib.py": library} | {f"use{n}.py": "from lib import A\nA().go().back().go()\n" for n in range(20)}
    puts = [read(path, source.encode()) for path, source in files.items()]
    evaluated: list[tuple[object, ...]] = []
    term = Evaluator._term

    def counted(evaluator: Evaluator, path: str, *about: object) -> object:
        if path == "lib.py" != evaluator.path:
            evaluated.append(about)
        return term(evaluator, path, *about)  # type: ignore[arg-type]

    monkeypatch.setattr(Evaluator, "_term", counted)
    linked = run(puts, puts)

    assert len(evaluated) == len(set(evaluated)) > 0
    assert len({linked[f"use{n}.py"].trace for n in range(20)}) == 1
