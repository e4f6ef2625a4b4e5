"""True and proportional: after any pushes the graph equals a fresh one, and only those who asked are linked again."""

import pytest

from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import after_one_push


@pytest.mark.parametrize(
    ("before", "put", "gone"),
    [
        ({"a.py": "import x\nx.f()\n", "x.py": "def f(): ...\n"}, {"x/__init__.py": "def f(): ...\n"}, []),
        ({"a.py": "import x\nx.f()\n", "x.py": "def f(): ...\n", "x/__init__.py": ""}, {}, ["x/__init__.py"]),
        ({"a.py": "from b import *\nf()\n", "b.py": ""}, {"b.py": "def f(): ...\n"}, []),
        ({"a.py": "from b import *\nf()\n", "b.py": "def f(): ...\n"}, {"b.py": "def f(): ...\n__all__ = []\n"}, []),
        ({"a.py": "from b import C\nclass D(C):\n  def f(self): self.g()\n", "b.py": "class C: ...\n"}, {"b.py": "class C:\n  def g(self): ...\n"}, []),
        ({"p/a.py": "from q import f\nf()\n", "p/q.py": "def f(): ...\n"}, {"p/__init__.py": ""}, []),
        ({"p/a.py": "x = 1\n", "p/__init__.py": ""}, {}, ["p/__init__.py"]),
        ({"a.py": "from s.m import f\nf()\n"}, {"s/m.py": "def f(): ...\n"}, []),
        ({"a.py": "from s.m import f\nf()\n", "s/m.py": "def f(): ...\n"}, {}, ["s/m.py"]),
        ({"a.py": "import later\nlater.f()\n"}, {"src/later.py": "def f(): ...\n"}, []),
        ({"a.py": "import later\nlater.f()\n", "src/x.txt": "x\n"}, {"src/later.py": "def f(): ...\n"}, []),
        ({"a.py": "import later\nlater.f()\n", "lib/later.py": "def f(): ...\n"}, {}, ["lib/later.py"]),
        ({"a.py": "import later\nlater.f()\n", "src": "x\n"}, {"src/later.py": "def f(): ...\n"}, ["src"]),
        ({"a.py": "len('x')\n"}, {"a.py": "from b import len\nlen('x')\n"}, []),
        ({"d/x.txt": "x\n"}, {"d": "x\n"}, ["d/x.txt"]),
        ({"d": "x\n"}, {"d/x.txt": "x\n"}, ["d"]),
    ],
)  # fmt: skip
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(
    before: dict[str, str], put: dict[str, str], gone: list[str]
) -> None:
    pushed, expected, _ = after_one_push(before, put, gone)
    assert pushed == expected


def test_a_changed_body_links_its_own_file_only() -> None:
    files = {f"m{number}.py": b"from base import f\nf()\n" for number in range(50)}
    graph = fresh({**files, "base.py": b"def f():\n    return 1\n"})
    assert graph.push({"base.py": b"\n\ndef f():\n    print(2)\n    return 1\n"}).files == 1


def test_a_changed_answer_links_those_who_asked() -> None:
    files = {f"m{number}.py": b"from base import f\nf()\n" for number in range(50)}
    graph = fresh(
        {**files, "one.py": b"from base import Thing\nThing().go()\n", "base.py": b"def f(): ...\nclass Thing: ...\n"}
    )
    assert graph.push({"base.py": b"def f(): ...\nclass Thing:\n    def go(self): ...\n"}).files == 2


def test_skipping_a_file_takes_its_definitions_away_and_bringing_it_back_restores_them() -> None:
    files = {"a.py": b"from b import f\nf()\n", "b.py": b"def f(): ...\n"}
    graph = fresh(files)
    graph.push({"b.py": files["b.py"]}, skip=["b.py"])
    assert graph.drawing() == fresh(files, skip=["b.py"]).drawing()
    graph.push({"b.py": files["b.py"]})
    assert graph.drawing() == fresh(files).drawing()
