"""True: a link depends on its facts and its recorded questions, on nothing else."""

import random

from parsing.linking.link import link
from parsing.linking.reads import Reads
from parsing.linking.relink import relink
from parsing.linking.snapshot import Put, Snapshot, item_key, path_key, stem_key
from tests.parsing.memory_graph import MemoryGraph, fresh, read
from tests.parsing.narrowed import Narrowed
from tests.proof.mutations import Mutation, possible
from tests.proof.sources import a_file, a_path


def some_files(seed: int, count: int = 30) -> dict[str, bytes]:
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    for _ in range(count):
        files |= possible(files, Mutation({a_path(chance): a_file(chance)})).put
    return files


def test_the_order_of_files_does_not_matter() -> None:
    files = some_files(1)
    shuffled = dict(random.Random(2).sample(sorted(files.items()), len(files)))
    assert fresh(files).drawing() == fresh(shuffled).drawing()


def test_what_lies_outside_is_the_same_whoever_names_it_first() -> None:
    files = {
        "a.js": b'import "yaml";',
        "b.ts": b'import "yaml";',
        "c.vue": b'<script>import "yaml"</script>',
        "d.py": b"import yaml",
    }
    shuffled = dict(reversed(files.items()))

    assert fresh(files).outside == fresh(shuffled).outside
    assert sorted(node.language for node in fresh(files).outside.values()) == ["javascript", "python"]


def test_linking_in_chunks_gives_the_same() -> None:
    files = some_files(3)
    whole = fresh(files)
    puts = [read(path, source) for path, source in files.items()]
    for owner in Snapshot(MemoryGraph(), puts).put_owners():
        linked = link(owner, Snapshot(MemoryGraph(), puts))
        assert set(linked.edges) == set(whole.edges.get(owner.path, ()))
        assert linked.trace == tuple(whole.owners[owner.path].trace)


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
