"""True, for names that files of a directory share, and for what a manifest decides."""

import random
from collections.abc import Mapping, Sequence

import pytest

from parsing.linking.link import link
from parsing.linking.namespaces import Namespaces, Place, directories_key, name_key
from parsing.linking.snapshot import Snapshot
from tests.parsing.memory_graph import MemoryGraph, fresh, read
from tests.parsing.narrowed import Narrowed
from tests.parsing.pushes import Code, after_one_push

NAMES = ("Alpha", "Beta", "gamma")
TYPES = ("Base", "Thing", "Other")
DIRECTORIES = ("", "pkg", "pkg/sub", "lib")


def a_path(chance: random.Random) -> str:
    directory = chance.choice(DIRECTORIES)
    name = chance.choice(["a.go", "b.go", "c.go", "a_test.go", "x_test.go", "go.mod", "go.work", "read.txt"])
    return f"{directory}/{name}" if directory else name


def a_file(chance: random.Random) -> bytes:
    """One text for all kinds of files: each reads what is its own."""
    module = chance.choice(["example.org/m", "example.org/lib", "example.org/m/pkg"])
    clause = chance.choice(["p", "p", "p", "p_test", "main"])
    imports = "".join(f"import {an_import(chance)}\n" for _ in range(chance.randint(0, 2)))
    if chance.random() < 0.25:
        return f"module {module}\nrequire example.org/other v1\nreplace example.org/lib => ./lib\nuse ./pkg\n".encode()
    return f"package {clause}\n{imports}{''.join(a_definition(chance) for _ in range(4))}".encode()


def an_import(chance: random.Random) -> str:
    alias = chance.choice(["", "", "sub ", ". "])
    return f'{alias}"example.org/{chance.choice(["m", "m/pkg", "m/pkg/sub", "lib", "m/pkg/pkg"])}"'


def a_definition(chance: random.Random) -> str:
    name, called, kind = (
        chance.choice(NAMES),
        chance.choice([*NAMES, "pkg.Alpha", "sub.Beta", "p.Alpha"]),
        a_type(chance),
    )
    return chance.choice(
        [
            f"func {name}(x {kind}) {kind} {{\n\treturn {called}(x).{chance.choice(NAMES)}()\n}}\n",
            f"func (t *{chance.choice(TYPES)}) {name}() {kind} {{\n\tt.{chance.choice(NAMES)}()\n\treturn t.Part\n}}\n",
            f"type {chance.choice(TYPES)} struct {{\n\t{kind}\n\tPart {kind}\n}}\n",
            f"type {chance.choice(TYPES)} interface {{\n\t{name}() {kind}\n}}\n",
            f"type {chance.choice(TYPES)} []{kind}\nfunc {name}(x {chance.choice(TYPES)}) {{\n\tx[0].{chance.choice(NAMES)}()\n}}\n",
            f"var {name} = {kind}{{}}\nfunc init() {{ {name}.{chance.choice(NAMES)}() }}\n",
            f"func {name}() {{\n\tx, err := {called}()\n\tx.{chance.choice(NAMES)}(err)\n",
        ]
    )  # fmt: skip


def a_type(chance: random.Random) -> str:
    return chance.choice([*TYPES, "pkg.Base", "sub.Thing", "lib.Other", "string"])


GO = Code(a_path, a_file)


USER = 'package p\nimport "example.org/m/lib"\nfunc Use(x lib.T) { x.Go(); lib.F(); own() }\n'


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"lib/b.go": "package lib\nfunc (t T) Go() {}\n"}, []),
        ({"lib/b.go": "package lib\nfunc F() {}\n"}, []),
        ({"lib/b.go": "package lib_test\nfunc F() {}\n"}, []),
        ({"lib/b_test.go": "package lib\nfunc F() {}\n"}, []),
        ({"b.go": "package p\nfunc own() {}\n"}, []),
        ({"b.go": "package q\nfunc own() {}\n"}, []),
        ({"go.mod": "module example.org/other\n"}, []),
        ({"lib/go.mod": "module example.org/elsewhere\n"}, []),
        ({}, ["lib/a.go"]),
        ({"lib/a.go": "package lib\ntype T interface { Go() }\n"}, []),
        ({"vendor/example.org/m/lib/x.go": "package lib\n"}, []),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {"go.mod": "module example.org/m\n", "lib/a.go": "package lib\ntype T struct{}\n", "a.go": USER}
    pushed, expected, _ = after_one_push(before, put, gone)
    assert pushed == expected


def test_a_changed_body_links_its_own_file_only() -> None:
    files = {f"m{number}.go": b"package p\nfunc f%d() { F() }\n" % number for number in range(50)}
    graph = fresh({**files, "base.go": b"package p\nfunc F() {}\n"})
    assert graph.push({"base.go": b"package p\n\nfunc F() { print(2) }\n"}).files == 1


def test_a_new_name_links_those_who_asked_for_it() -> None:
    files = {f"m{number}.go": b"package p\nfunc f%d() { F() }\n" % number for number in range(50)}
    graph = fresh({**files, "one.go": b"package p\nfunc one() { later() }\n", "base.go": b"package p\nfunc F() {}\n"})
    assert graph.push({"new.go": b"package p\nfunc later() {}\n"}).files == 2


class Answered(Namespaces):
    """Namespaces of which nothing is known but the answers to some recorded questions."""

    def __init__(self, snapshot: Snapshot, trace: Sequence[int]) -> None:
        super().__init__(snapshot)
        self.trace = trace

    def names(self, namespace: str) -> Mapping[str, tuple[Place, ...]]:
        return {
            name: places for name, places in super().names(namespace).items() if name_key(namespace, name) in self.trace
        }

    def directories(self, namespace: str) -> tuple[str, ...]:
        return super().directories(namespace) if directories_key(namespace) in self.trace else ()


def test_nothing_but_the_recorded_answers_matters() -> None:
    chance = random.Random(7)
    files = {a_path(chance): a_file(chance) for _ in range(40)}
    puts = [read(path, source) for path, source in files.items()]
    for owner in Snapshot(MemoryGraph(), puts).put_owners():
        linked = link(owner, Snapshot(MemoryGraph(), puts))
        narrowed = Narrowed(MemoryGraph(), puts)
        narrowed.own, narrowed.trace = owner.path, frozenset(linked.trace)
        narrowed.namespaces = Answered(Snapshot(MemoryGraph(), puts), linked.trace)
        assert link(owner, narrowed)._replace(reads=()) == linked._replace(reads=())
