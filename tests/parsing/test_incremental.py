"""True and proportional: after any pushes the graph equals a fresh one, and only those who asked are linked again."""

import random
from collections.abc import Callable

import pytest

from parsing.linking import snapshot
from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import Code, pushes_equal_fresh

NAMES = ("alpha", "beta", "gamma", "delta")
PREFIXES = ("'visit_'", "'leave_'", "kind")
CLASSES = ("Base", "Thing", "Other")
DIRECTORIES = ("", "pkg", "pkg/sub", "lib", "src/pkg", "space")
STEMS = ("a", "b", "c", "alpha", "pkg", "sub")


def a_path(chance: random.Random) -> str:
    directory, stem = chance.choice(DIRECTORIES), chance.choice(STEMS)
    name = chance.choice([f"{stem}.py", f"{stem}.py", f"{stem}/__init__.py", f"{stem}.pyi", f"{stem}.txt"])
    return f"{directory}/{name}" if directory else name


def a_file(chance: random.Random) -> bytes:
    parts = [chance.choice(PARTS)(chance) for _ in range(chance.randint(1, 6))]
    return "\n".join(parts).encode()


def an_import(chance: random.Random) -> str:
    module = chance.choice(
        ["a", "b", "c", "pkg", "pkg.a", "pkg.sub", "pkg.sub.b", ".a", ".", "..b", ".sub", "space.a", "alpha", "os"]
    )
    name = chance.choice([*NAMES, *CLASSES, "a", "b", "sub", "*", "*"])
    if chance.random() < 0.4 and not module.startswith("."):
        return f"import {module}\n"
    return f"from {module} import {name}\n"


def a_function(chance: random.Random) -> str:
    name, called = chance.choice(NAMES), chance.choice([*NAMES, *CLASSES, "a.alpha", "pkg.sub.b.beta", "sub.beta"])
    kind = chance.choice(CLASSES)
    return chance.choice(
        [
            f"def {name}():\n    return {called}()\n",
            f"def {name}(x: {kind}):\n    x.{chance.choice(NAMES)}()\n    {called}()\n",
            f"def {name}(job={called}):\n    job()\n",
            f"def {name}() -> {kind}:\n    x = {called}()\n    x.{chance.choice(NAMES)}()\n    return x\n",
            f"@{called}\ndef {name}():\n    yield {kind}()\n",
            f"def {name}():\n    for x in {called}():\n        x.{chance.choice(NAMES)}({chance.choice(NAMES)})\n",
            f"def {name}(x):\n    def inner(*args):\n        return x(*args)\n    return inner\n",
            f"T = TypeVar('T', bound={kind})\ndef {name}(x: T) -> T:\n    return {called}(x).{chance.choice(NAMES)}()\n",
            f"TABLE = {{'a': {called}}}\nTABLE['b'] = {kind}\ndef {name}():\n    TABLE['a']()\n    TABLE['b']().{chance.choice(NAMES)}()\n",
        ]
    )


def a_class(chance: random.Random) -> str:
    name, base = chance.choice(CLASSES), chance.choice([*CLASSES, "a.Base", "pkg.Thing", "sub.Other", "object"])
    return (
        f"class {name}({base}):\n    def __init__(self):\n        self.part = {chance.choice(CLASSES)}()\n"
        f"    def {chance.choice(NAMES)}(self):\n        self.{chance.choice(NAMES)}()\n"
        f"        self.part.{chance.choice(NAMES)}()\n        super().{chance.choice(NAMES)}()\n"
        f"    def visit_{chance.choice(NAMES)}(self): ...\n"
        f"    def {chance.choice(NAMES)}(self, kind):\n        return getattr(self, {chance.choice(PREFIXES)} + kind)()\n"
    )


def a_value(chance: random.Random) -> str:
    return f"{chance.choice(NAMES)} = {chance.choice([*NAMES, *CLASSES])}{chance.choice(['', '()'])}\n"


PARTS: tuple[Callable[[random.Random], str], ...] = (
    an_import,
    an_import,
    a_function,
    a_function,
    a_class,
    a_value,
    lambda _: '__all__ = ["alpha", "Base"]\n',
    lambda _: "def broken(:\n",
)


PYTHON = Code(a_path, a_file)


@pytest.mark.parametrize("seed", range(12))
def test_a_graph_after_any_pushes_equals_a_fresh_one(seed: int) -> None:
    assert pushes_equal_fresh(PYTHON, seed)


@pytest.mark.parametrize("key_class", ["item_key", "path_key", "stem_key"])
def test_the_random_pushes_would_notice_a_forgotten_class_of_keys(
    key_class: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, key_class, lambda *_: 0)  # on the side of what changed; what was asked keeps its keys
    assert not all(pushes_equal_fresh(PYTHON, seed) for seed in range(12))


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
        ({"a.py": "len('x')\n"}, {"a.py": "from b import len\nlen('x')\n"}, []),
        ({"d/x.txt": "x\n"}, {"d": "x\n"}, ["d/x.txt"]),
        ({"d": "x\n"}, {"d/x.txt": "x\n"}, ["d"]),
    ],
)  # fmt: skip
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(
    before: dict[str, str], put: dict[str, str], gone: list[str]
) -> None:
    old = {path: source.encode() for path, source in before.items()}
    new = {path: source.encode() for path, source in put.items()}
    graph = fresh(old)
    graph.push(new, gone)
    left = {path: source for path, source in {**old, **new}.items() if path not in gone}
    assert graph.drawing() == fresh(left).drawing()


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
