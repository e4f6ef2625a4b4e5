"""True, for types that files of a package share, members that come from types above, and what an import may mean."""

import random

import pytest

from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
PACKAGES = ("a", "a.b", "c")


def a_path(chance: random.Random) -> str:
    root = chance.choice(["", "src/"])
    return f"{root}{chance.choice(PACKAGES).replace('.', '/')}/{chance.choice([*TYPES, 'Use'])}.java"


def a_file(chance: random.Random) -> bytes:
    imports = "".join(f"import {an_import(chance)};\n" for _ in range(chance.randint(0, 2)))
    types = "".join(a_type(chance) for _ in range(chance.randint(1, 2)))
    return f"package {chance.choice(PACKAGES)};\n{imports}{types}".encode()


def an_import(chance: random.Random) -> str:
    package, kind, name = chance.choice(PACKAGES), chance.choice(TYPES), chance.choice(NAMES)
    return chance.choice(
        [f"{package}.{kind}", f"{package}.*", f"static {package}.{kind}.{name}", f"static {package}.{kind}.*"]
    )


def a_type(chance: random.Random) -> str:
    kind, head = chance.choice(
        [("class", f"extends {a_name(chance)}"), ("interface", ""), ("class", f"implements {a_name(chance)}")]
    )
    body = "".join(a_member(chance, kind) for _ in range(3))
    return f"{kind} {chance.choice(TYPES)} {head} {{\n{body}}}\n"


def a_name(chance: random.Random) -> str:
    return chance.choice([*TYPES, "a.Base", "c.Thing.Other"])


def a_member(chance: random.Random, kind: str) -> str:
    name, called, taken, given = (
        chance.choice(NAMES),
        chance.choice(NAMES),
        a_name(chance),
        chance.choice(["1", "null"]),
    )
    if kind == "interface":
        return f"  {taken} {name}({a_name(chance)} x);\n"
    return chance.choice(
        [
            f"  {taken} {name}({a_name(chance)} x) {{ return x.{called}({given}); }}\n",
            f"  static {taken} {name}(int x) {{ return {called}({given}).{name}(x -> x.{called}(1)); }}\n",
            f"  {taken} {name} = new {taken}({given});\n",
            f"  class Other extends {taken} {{ void {name}() {{ {called}({given}); }} }}\n",
            f"  void {name}() {{ {taken}.{called}(this::{name});\n",
        ]
    )


JAVA = Code(a_path, a_file)


USER = "package p;\nimport q.Base;\nimport r.*;\nclass Use extends Base {\n  void use(Part part) { go(1); part.run(x -> x.end()); }\n}\n"


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"q/Base.java": "package q;\npublic class Base { void go(int x) {} void go(Object x) {} }\n"}, []),
        ({"q/Base.java": "package q;\npublic class Base extends Above {}\n"}, []),
        (
            {"p/Part.java": "package p;\nclass Part { void run(Task task) {} }\ninterface Task { void on(Part x); }\n"},
            [],
        ),
        ({"r/Part.java": "package r;\npublic class Part { void run(Task task) {} public void end() {} }\n"}, []),
        ({"r/Task.java": "package r;\npublic interface Task { void on(Part x); void off(); }\n"}, []),
        ({"src/q/Base.java": "package q;\nclass Base { void go(long x) {} }\n"}, ["q/Base.java"]),
        ({}, ["r/Part.java"]),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {
        "p/Use.java": USER,
        "q/Base.java": "package q;\npublic class Base { void go(Object x) {} }\n",
        "q/Above.java": "package q;\npublic class Above { void go(int x) {} }\n",
        "r/Part.java": "package r;\npublic class Part { public void run(Task task) {} public void end() {} }\n",
        "r/Task.java": "package r;\npublic interface Task { void on(Part x); }\n",
    }
    pushed, expected, old = after_one_push(before, put, gone)
    assert pushed == expected
    assert pushed != old


def test_a_changed_body_links_its_own_file_only() -> None:
    files = {
        f"p/U{number}.java": b"package p;\nclass U%d extends B { void u() { f(); } }\n" % number for number in range(50)
    }
    graph = fresh({**files, "p/B.java": b"package p;\nclass B { void f() {} }\n"})
    assert graph.push({"p/B.java": b"package p;\n\nclass B { void f() { f(); } }\n"}).files == 1
