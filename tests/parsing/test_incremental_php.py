"""True, for names that files of a namespace share, traits and classes above, and what a project loads from where."""

import random

import pytest

from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
NAMESPACES = ("A", "A\\B", "C")


def a_path(chance: random.Random) -> str:
    if chance.random() < 0.1:
        return chance.choice(["composer.json", "b/composer.json"])
    return f"{chance.choice(['a', 'b'])}/{chance.choice([*TYPES, 'use'])}.php"


def a_file(chance: random.Random) -> bytes:
    if chance.random() < 0.1:
        return b'{"autoload": {"psr-4": {"A\\\\": "a/", "A\\\\B\\\\": "b/"}}}'
    uses = "".join(f"{a_use(chance)};\n" for _ in range(chance.randint(0, 2)))
    parts = "".join(chance.choice([a_type, a_type, a_function])(chance) for _ in range(chance.randint(1, 2)))
    return f"<?php\nnamespace {chance.choice(NAMESPACES)};\n{uses}{parts}".encode()


def a_use(chance: random.Random) -> str:
    namespace, kind, name = chance.choice(NAMESPACES), chance.choice(TYPES), chance.choice(NAMES)
    return chance.choice(
        [
            f"use {namespace}\\{kind}",
            f"use A\\B as {kind}",
            f"use function {namespace}\\{name}",
            f"require '{kind}.php'",
        ]
    )


def a_type(chance: random.Random) -> str:
    head = chance.choice([f"class {{}} extends {a_name(chance)}", "trait {}", "interface {}", "enum {}"])
    body = "".join(a_member(chance) for _ in range(3))
    return f"{head.format(chance.choice(TYPES))} {{\n{body}}}\n"


def a_name(chance: random.Random) -> str:
    return chance.choice([*TYPES, "B\\Base", "\\C\\Thing", "\\Other"])


def a_member(chance: random.Random) -> str:
    name, called, taken = chance.choice(NAMES), chance.choice(NAMES), a_name(chance)
    return chance.choice(
        [
            f"  function {name}({a_name(chance)} $x): {taken} {{ return $x->{called}($this); }}\n",
            f"  /** @return {taken}[] */ static function {name}() {{ return {a_name(chance)}::{called}(); }}\n",
            f"  use {taken} {{ {name} as {called}; }}\n",
            f"  private {taken} ${name}; const {name.upper()} = {taken}::{called.upper()};\n",
            f"  function {name}() {{ $this->{called}()->{name}; parent::{called}(); {called}(new {taken}); }}\n",
        ]
    )


def a_function(chance: random.Random) -> str:
    return f"function {chance.choice(NAMES)}({a_name(chance)} $x) {{ return $x->{chance.choice(NAMES)}(); }}\n"


PHP = Code(a_path, a_file)


USER = "<?php\nnamespace App;\nuse Lib\\Part;\nclass Use_ extends Base { function run(Part $p) { $p->go()->end(); help(); $this->mixed(); } }\n"


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"lib/Part.php": "<?php\nnamespace Lib;\nclass Part { function go(): self {} function end() {} }\n"}, []),
        (
            {
                "app/Base.php": "<?php\nnamespace App;\nclass Base { use Mixed_; }\ntrait Mixed_ { function mixed() {} }\n"
            },
            [],
        ),
        ({"app/help.php": "<?php\nnamespace App;\nfunction help() {}\n"}, []),
        ({"composer.json": '{"autoload": {"psr-4": {"Lib\\\\": "lib/"}}}'}, []),
        ({}, ["help.php"]),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {
        "app/Use_.php": USER,
        "app/Base.php": "<?php\nnamespace App;\nclass Base { }\n",
        "lib/Part.php": "<?php\nnamespace Lib;\nclass Part { function go(): Part {} }\n",
        "old/Part.php": "<?php\nnamespace Lib;\nclass Part { function go() {} }\n",
        "help.php": "<?php\nfunction help() {}\n",
    }
    pushed, expected, old = after_one_push(before, put, gone)
    assert pushed == expected
    assert pushed != old
