"""True, for names that packages and package objects share, a class and the object beside it, and functions called without
arguments.
"""

import random

import pytest

from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
PACKAGES = ("a", "a.b")


def a_path(chance: random.Random) -> str:
    return f"src/{chance.choice(PACKAGES).replace('.', '/')}/{chance.choice([*TYPES, 'Use', 'package'])}.scala"


def a_file(chance: random.Random) -> bytes:
    imports = "".join(f"import {an_import(chance)}\n" for _ in range(chance.randint(0, 2)))
    parts = "".join(a_type(chance) for _ in range(chance.randint(1, 2)))
    clause = chance.choice([*PACKAGES, "a\npackage b"])
    return f"package {clause}\n{imports}{parts}".encode()


def an_import(chance: random.Random) -> str:
    package, kind, name = chance.choice(PACKAGES), chance.choice(TYPES), chance.choice(NAMES)
    return chance.choice(
        [
            f"{package}.{kind}",
            f"{package}._",
            f"{package}.{kind}._",
            f"{package}.{kind}.{name}",
            f"{package}.{{{kind} => Other, _}}",
            "b._",
        ]
    )


def a_type(chance: random.Random) -> str:
    head = chance.choice(
        [
            f"class {chance.choice(TYPES)}(val beta: {a_name(chance)}) extends {a_name(chance)}(null)",
            f"case class {chance.choice(TYPES)}(alpha: {a_name(chance)})",
            f"trait {chance.choice(TYPES)} extends {a_name(chance)}",
            f"object {chance.choice(TYPES)} extends {a_name(chance)}",
            f"package object {chance.choice('bc')}",
            f"class {chance.choice(TYPES)} {{ self: {a_name(chance)} =>",
        ]
    )
    inside = "".join(f"  {a_member(chance)}" for _ in range(3))
    return f"{head}{'' if head.endswith('=>') else ' {'}\n{inside}}}\n"


def a_name(chance: random.Random) -> str:
    return chance.choice([*TYPES, "a.Base", "b.Thing"])


def a_member(chance: random.Random) -> str:
    name, called, taken, given = chance.choice(NAMES), chance.choice(NAMES), a_name(chance), a_name(chance)
    return chance.choice(
        [
            f"def {name}(x: {taken}): {given} = x.{called}(1)\n",
            f"def {name}: {given} = {called}.{name}\n",
            f"def {name}(x: {taken})(f: {taken} => {given}): {given} = f(x).{called}\n",
            f"implicit class {chance.choice(TYPES)}(x: {taken}) {{ def {name}: {given} = x.{called} }}\n",
            f"def {name}(x: Int) = {called}(_.{name})\n",
            f"def apply(x: {taken}): {given} = {given}(x).{called}\n",
            f"val {name} = new {taken}(null).{called}\n",
            f"def {name}(x: {taken}) = x match {{ case {given}(y) => y.{called} }}\n",
        ]
    )


SCALA = Code(a_path, a_file)

USER = "package p\nimport q.Base\nimport r._\nclass Use(base: Base) {\n  def run = {\n    base.go\n    base.extra\n    Base(1)\n    end\n  }\n}\n"  # fmt: skip


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"q/Base.scala": "package q\nclass Base { def go: Int = 1; def extra: Int = 2 }\n"}, []),
        ({"q/Base.scala": "package q\nclass Base { def go: Int = 1 }\nobject Base { def apply(x: Int) = 1 }\n"}, []),
        ({"p/More.scala": "package p\nobject More { implicit class Rich(x: q.Base) { def extra = 1 } }\n"}, []),
        ({"r/Other.scala": "package r\nclass Base { def extra: Int = 1 }\nobject Base\n", "p/Base.scala": "package p\nclass Base\n"}, ["q/Base.scala"]),
        ({"r/package.scala": "package object r { def end(x: Int = 1) = 1; def stop = 2 }\n"}, []),
        ({"q/Base.java": "package q;\npublic class Base { public void go() {} }\n"}, ["q/Base.scala"]),
        ({}, ["r/package.scala"]),
    ],
)  # fmt: skip
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {
        "p/Use.scala": USER,
        "q/Base.scala": "package q\nclass Base { def go: Int = 1 }\n",
        "r/package.scala": "package object r { def end = 1 }\n",
    }
    pushed, expected, old = after_one_push(before, put, gone)
    assert pushed == expected
    assert pushed != old


def test_a_changed_body_links_its_own_file_only() -> None:
    files = {f"p/U{number}.scala": b"package p\nclass U%d { def u(b: B) = b.f }\n" % number for number in range(50)}
    graph = fresh({**files, "p/B.scala": b"package p\nclass B { def f: Int = 1 }\n"})
    assert graph.push({"p/B.scala": b"package p\n\nclass B { def f: Int = { f; 2 } }\n"}).files == 1
