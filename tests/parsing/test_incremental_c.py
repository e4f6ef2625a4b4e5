"""True, for names that a file sees through what it includes, and for symbols that are declared in one place and defined in
another.
"""

import random

import pytest

from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
HEADERS = ("a.h", "b.h", "lib/a.h", "include/c.h")
SPACES = ("one", "two")


def a_path(chance: random.Random) -> str:
    return chance.choice([*HEADERS, *HEADERS, "a.cc", "lib/b.cc", "c.c", "lib/d.c"])


def a_file(chance: random.Random) -> bytes:
    includes = "".join(f"#include {an_include(chance)}\n" for _ in range(chance.randint(0, 2)))
    inside = "".join(a_definition(chance) for _ in range(4))
    if chance.random() < 0.5:
        return f"{includes}{inside}".encode()
    return f"{includes}using namespace {chance.choice(SPACES)};\nnamespace {chance.choice(SPACES)} {{\n{inside}}}\n".encode()


def an_include(chance: random.Random) -> str:
    name = chance.choice([*HEADERS, "c.h"])
    return chance.choice([f'"{name}"', f'"{name}"', f"<{name}>"])


def a_definition(chance: random.Random) -> str:
    name, called, kind = chance.choice(NAMES), chance.choice(NAMES), chance.choice(TYPES)
    taken = chance.choice([*TYPES, "one::Base", "two::Thing"])
    body = f"{{ {called}(x); return x.{chance.choice(NAMES)}(x); }}"
    return chance.choice(
        [
            f"{kind} {name}({taken} x) {body}\n",
            f"{kind} {name}({taken} x);\n",
            f"static {kind} {name}({taken} x) {body}\n",
            f"{kind} {kind}::{name}({taken} x) {body}\n",
            f"struct {kind} : {taken} {{ {taken} {name}({chance.choice(TYPES)} x); {taken} part; {kind}(int x); }};\n",
            f"#define {name}(x) {called}(x)\n",
            f"typedef {taken} {kind};\nvoid {name}() {{ {kind} x(1); x.part.{called}(x); }}\n",
            f"namespace {{ {kind} {name}({taken} x) {body} }}\n",
            f"void {name}() {{ auto x = {called}(1); x.{called}(x); two::{name}(x);\n",
        ]
    )


CPP = Code(a_path, a_file)


USER = '#include "lib.h"\nvoid use(T x) { x.go(); f(1); own(); }\n'


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"lib.cc": '#include "lib.h"\nvoid T::go() {}\n'}, []),
        ({"lib.cc": '#include "lib.h"\nvoid f(int x) {}\n'}, []),
        ({"lib.cc": "static void f(int x) {}\n"}, []),
        ({"other.cc": "void own() {}\n"}, []),
        ({"lib.h": '#include "own.h"\nclass T { public: void go(); };\nvoid f(int x);\n'}, []),
        ({"deep/lib.h": "void f(int x);\n"}, []),
        ({"own.h": "void own();\n", "lib.h": '#include "own.h"\n'}, []),
        ({}, ["lib.h"]),
        ({"lib.h": "#define f(x) own()\nvoid own();\n"}, []),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {"lib.h": "class T { public: void go(); };\nvoid f(int x);\n", "a.cc": USER, "own.h": "void own();\n"}
    pushed, expected, _ = after_one_push(before, put, gone)
    assert pushed == expected


def test_a_new_definition_links_those_who_asked_for_its_name() -> None:
    files = {f"m{number}.c": b"void f%d(void) { g%d(); }\n" % (number, number) for number in range(50)}
    graph = fresh({**files, "g.h": b"void g(void);\n", "one.c": b'#include "g.h"\nvoid one(void) { g(); }\n'})
    assert graph.push({"g.c": b'#include "g.h"\nvoid g(void) {}\n'}).files == 3
