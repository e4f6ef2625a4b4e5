"""True: a link depends on its facts and its recorded questions, on nothing else."""

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from parsing.language import Interface
from parsing.linking.link import link
from parsing.linking.reads import Reads
from parsing.linking.relink import relink
from parsing.linking.snapshot import Put, Snapshot, item_key, path_key, stem_key
from tests.parsing.memory_graph import MemoryGraph, fresh, read
from tests.parsing.pushes import possible
from tests.parsing.test_incremental import a_file, a_path


def some_files(seed: int, count: int = 30) -> dict[str, bytes]:
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    for _ in range(count):
        path = a_path(chance)
        if possible(path, files):
            files[path] = a_file(chance)
    return {path: source for path, source in files.items() if possible(path, files)}


def test_the_order_of_files_does_not_matter() -> None:
    files = some_files(1)
    shuffled = dict(random.Random(2).sample(sorted(files.items()), len(files)))
    assert fresh(files).drawing() == fresh(shuffled).drawing()


def test_linking_in_chunks_gives_the_same() -> None:
    files = some_files(3)
    whole = fresh(files)
    puts = [read(path, source) for path, source in files.items()]
    for owner in Snapshot(MemoryGraph(), puts).put_owners():
        linked = link(owner, Snapshot(MemoryGraph(), puts))
        assert set(linked.edges) == set(whole.edges.get(owner.path, ()))
        assert linked.trace == tuple(whole.owners[owner.path].trace)


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_the_hash_seed_does_not_matter(seed: str, tmp_path: Path) -> None:
    files = some_files(5)
    (tmp_path / "files.json").write_text(json.dumps({path: source.decode() for path, source in files.items()}))
    program = (
        "import json, sys\nfrom memory_graph import fresh\nfiles = json.load(open(sys.argv[1]))\n"
        "graph = fresh({path: source.encode() for path, source in files.items()})\n"
        "print(json.dumps([[repr(graph.nodes[path]), repr(graph.edges.get(path)), list(graph.owners[path].trace)] for path in sorted(graph.nodes)]))"
    )
    graph = fresh(files)
    here = [
        [repr(graph.nodes[path]), repr(graph.edges.get(path)), list(graph.owners[path].trace)]
        for path in sorted(graph.nodes)
    ]
    paths = os.pathsep.join([str(Path(__file__).parent), str(Path.cwd())])
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "files.json")], env=environment, capture_output=True, check=True
    )
    assert json.loads(done.stdout) == here


class Narrowed(Snapshot):
    """A repository that holds nothing but the answers to some recorded questions."""

    own = ""
    trace: frozenset[int] = frozenset()

    def interface(self, path: str) -> Interface | None:
        return self.interfaces([path])[0]

    def interfaces(self, paths: Iterable[str]) -> list[Interface | None]:
        wanted = list(paths)
        return [self.narrow(path, found) for path, found in zip(wanted, super().interfaces(wanted), strict=True)]

    def narrow(self, path: str, found: Interface | None) -> Interface | None:
        if path == self.own:
            return found
        items = {name: item for name, item in (found or {}).items() if item_key(path, name) in self.trace}
        stems = [path.removesuffix(ending) for ending in ("/__init__.py", "/__init__.pyi", ".py", ".pyi")]
        return items if items or (found and self.trace.intersection(map(stem_key, stems))) else None

    def exists(self, paths: Iterable[str]) -> list[bool]:
        wanted = list(paths)
        asked = [bool(self.trace & {path_key(path), stem_key(path)}) for path in wanted]
        return [found and known for found, known in zip(super().exists(wanted), asked, strict=True)]


def test_nothing_but_the_recorded_answers_matters() -> None:
    puts = [read(path, source) for path, source in some_files(6, 60).items()]
    for owner in Snapshot(MemoryGraph(), puts).put_owners():
        linked = link(owner, Snapshot(MemoryGraph(), puts))
        narrowed = Narrowed(MemoryGraph(), puts)
        narrowed.own, narrowed.trace = owner.path, frozenset(linked.trace)
        assert link(owner, narrowed)._replace(reads=()) == linked._replace(reads=())


def test_failed_questions_are_recorded() -> None:
    reads = Reads(Snapshot(MemoryGraph(), [read("a.py", b"def f(): ...\n")]), "b.py")
    assert reads.item("a.py", "missing") is None
    assert reads.item("gone.py", "") is None
    assert not reads.exists("lib")
    assert reads.modules(["x", "a"], ("/__init__.py", ".py")) == [None, "a.py"]
    asked = {item_key("a.py", "missing"), item_key("gone.py", ""), path_key("lib"), stem_key("x"), stem_key("a")}
    assert reads.keys == asked
    assert reads.paths == {"a.py"}


def test_a_chain_of_results_longer_than_any_budget_ends() -> None:
    links = "".join(f"def f{number}():\n    return f{number + 1}()\n" for number in range(500))
    graph = fresh(
        {"a.py": f"{links}def f500():\n    return A()\nclass A:\n    def go(self): ...\nf0().go()\n".encode()}
    )
    assert len(graph.edges["a.py"]) > 500


def test_a_chain_of_bases_longer_than_any_budget_ends() -> None:
    classes = "".join(f"class C{number}(C{number - 1}): ...\n" for number in range(1, 600))
    graph = fresh({"a.py": f"class C0:\n    def go(self): ...\n{classes}C599().go()\nC5().go()\n".encode()})
    assert len([edge for edge in graph.edges["a.py"] if edge.kind == "INHERITS"]) == 599


def test_a_type_that_names_itself_ends() -> None:
    source = (
        b"from typing import Union\nJSON = Union[str, list['JSON'], dict[str, 'JSON']]\ndef f(x: JSON):\n    x.go()\n"
    )
    assert fresh({"a.py": source}).edges["a.py"]


def test_definitions_that_feed_on_themselves_end() -> None:
    source = (
        b"def f(x):\n    return f((x, x))\n\ndef g(x):\n    return [g(x), x]\n\nclass A(A):\n    def m(self):\n        return self.m().m()\n"
        b"x = y\ny = x\nz = [z]\nf(f)\ng(g(g))\nA().m().m()\nfrom a import *\n"
    )
    assert fresh({"a.py": source}).edges["a.py"]


def test_a_file_that_no_language_reads_is_a_node_in_its_directory() -> None:
    snapshot = Snapshot(MemoryGraph(), [Put("docs/x.bin", "b", 0o100644, skipped="binary")])
    delta = relink(snapshot, "c", lambda _: (), lambda _: (), lambda _: (), whole=True).delta
    assert [(node.kind, node.path, dict(node.attributes)) for node in delta.nodes] == [
        ("file", "docs/x.bin", {"skipped": "binary"}),
        ("project", "", {}),
        ("folder", "docs", {}),
    ]
    assert [(edge.kind, edge.path) for edge in delta.edges] == [("CONTAINS", "docs/x.bin"), ("CONTAINS", "docs")]
    assert [owner.path for owner in delta.owners] == ["docs/x.bin", "", "docs"]
