"""True, for functions that packages share, functions written for types of other files, and lambdas that are given a `this`."""

import random

import pytest

from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
PACKAGES = ("a", "a.b", "c")


def a_path(chance: random.Random) -> str:
    root = chance.choice(["", "src/commonMain/", "src/jvmMain/"])
    return f"{root}{chance.choice(PACKAGES).replace('.', '/')}/{chance.choice([*TYPES, 'Use'])}.kt"


def a_file(chance: random.Random) -> bytes:
    imports = "".join(f"import {an_import(chance)}\n" for _ in range(chance.randint(0, 2)))
    parts = "".join(chance.choice([a_type, a_function])(chance) for _ in range(chance.randint(1, 3)))
    return f"package {chance.choice(PACKAGES)}\n{imports}{parts}".encode()


def an_import(chance: random.Random) -> str:
    package, kind, name = chance.choice(PACKAGES), chance.choice(TYPES), chance.choice(NAMES)
    return chance.choice([f"{package}.{kind}", f"{package}.*", f"{package}.{name}", f"{package}.{kind}.{name} as beta"])


def a_type(chance: random.Random) -> str:
    kind, head = chance.choice(
        [("open class", f"(val beta: {a_name(chance)}) : {a_name(chance)}()"), ("interface", ""), ("object", "")]
    )
    inside = "".join(f"    {a_function(chance)}" for _ in range(2))
    companion = f"    companion object {{\n    {a_function(chance)}    }}\n" if kind == "open class" else ""
    return f"{kind} {chance.choice(TYPES)}{head} {{\n{inside}{companion}}}\n"


def a_name(chance: random.Random) -> str:
    return chance.choice([*TYPES, "a.Base", "Thing.Companion"])


def a_function(chance: random.Random) -> str:
    name, called, taken, given = chance.choice(NAMES), chance.choice(NAMES), a_name(chance), a_name(chance)
    return chance.choice(
        [
            f"fun {name}(x: {taken}): {given} = x.{called}(1)\n",
            f"fun {taken}.{name}(x: Int = 1) = {called}(this).{name} {{ it.{called}() }}\n",
            f"private fun {name}(block: {taken}.() -> {given}) = block(x).{called}()\n",
            f"fun {name}() = {called} {{ {name}(); this.{called}() }}\n",
            f"val {taken}.{name}: {given} get() = {given}().{called}\n",
            f"val {name} = {taken}().{called}()\n",
        ]
    )


KOTLIN = Code(a_path, a_file)


USER = "package p\nimport q.Base\nimport r.*\nfun use(base: Base) {\n  base.go(1)\n  base.extra { end() }\n}\n"


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"q/Base.kt": "package q\nopen class Base {\n  fun go(x: Int) {}\n  fun extra(f: () -> Unit) {}\n}\n"}, []),
        ({"p/More.kt": "package p\nfun q.Base.extra(f: q.Base.() -> Unit) {}\n"}, []),
        ({"r/Extra.kt": "package r\nfun q.Base.extra(f: Any.() -> Unit) {}\nfun end() {}\n"}, []),
        ({"r/Other.kt": "package r\nfun end() {}\n"}, []),
        ({"q/Base.java": "package q;\npublic class Base { public void go(int x) {} }\n"}, ["q/Base.kt"]),
        ({}, ["r/Extra.kt"]),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {
        "p/Use.kt": USER,
        "q/Base.kt": "package q\nopen class Base {\n  fun go(x: Any) {}\n}\n",
        "r/Extra.kt": "package r\nclass Scope {\n  fun end() {}\n}\nfun q.Base.extra(f: Scope.() -> Unit) {}\n",
    }
    pushed, expected, old = after_one_push(before, put, gone)
    assert pushed == expected
    assert pushed != old


def test_a_changed_body_links_its_own_file_only() -> None:
    files = {f"p/U{number}.kt": b"package p\nfun u%d(b: B) = b.f()\n" % number for number in range(50)}
    graph = fresh({**files, "p/B.kt": b"package p\nclass B {\n  fun f() {}\n}\n"})
    assert graph.push({"p/B.kt": b"package p\n\nclass B {\n  fun f() { f() }\n}\n"}).files == 1
