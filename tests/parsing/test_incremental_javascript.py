"""True, for files that are modules of their own, and for what package.json and tsconfig.json decide."""

import random

import pytest

from tests.parsing.memory_graph import fresh
from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
DIRECTORIES = ("", "src", "lib", "packages/one")


def a_path(chance: random.Random) -> str:
    directory = chance.choice(DIRECTORIES)
    name = chance.choice(
        ["a.ts", "b.ts", "b.js", "c.tsx", "index.ts", "d.d.ts", "package.json", "tsconfig.json", "x.css"]
    )
    return f"{directory}/{name}" if directory else name


def a_file(chance: random.Random) -> bytes:
    """One text for code and manifests: each kind of file reads what is its own."""
    if chance.random() < 0.3:
        return a_manifest(chance)
    imports = "".join(an_import(chance) for _ in range(chance.randint(0, 3)))
    return (imports + "".join(a_definition(chance) for _ in range(4))).encode()


def a_manifest(chance: random.Random) -> bytes:
    name, target = chance.choice(["one", "two"]), chance.choice(["./a.js", "./src/b.ts", "./index.js", "./lib/a"])
    alias = chance.choice(["@/*", "one", "one/*"])
    options = f'"compilerOptions": {{"baseUrl": ".", "paths": {{"{alias}": ["./{chance.choice(["src", "lib"])}/*"]}}}}'
    return f'{{"name": "{name}", "main": "{target}", "exports": {{".": "{target}"}}, {options}}}'.encode()


def a_spec(chance: random.Random) -> str:
    return chance.choice(["./a", "./b.js", "./c", ".", "../lib/a", "./d", "@/a", "one", "one/a", "two", "./x.css"])


def an_import(chance: random.Random) -> str:
    spec, name = a_spec(chance), chance.choice([*NAMES, *TYPES])
    return chance.choice(
        [
            f'import {{ {name} }} from "{spec}";\n',
            f'import * as ns from "{spec}";\n',
            f'import base from "{spec}";\n',
            f'const {{ {name} }} = require("{spec}");\n',
            f'export * from "{spec}";\n',
            f'export {{ {name} as {chance.choice(NAMES)} }} from "{spec}";\n',
        ]
    )


def a_definition(chance: random.Random) -> str:
    name, kind, other = chance.choice(NAMES), chance.choice(TYPES), chance.choice(TYPES)
    called = chance.choice([*NAMES, "ns.alpha", "base", "ns.gamma"])
    return chance.choice(
        [
            f"export function {name}(x: {kind}) {{ return {called}(x).{chance.choice(NAMES)}(); }}\n",
            f"export class {kind} extends {other} {{ {name}(): {kind} {{ return this.{chance.choice(NAMES)}(); }} }}\n",
            f"export interface {kind} {{ {name}(): {other}; part: {other}; }}\n",
            f"export const {name} = (x) => new {kind}().{chance.choice(NAMES)}();\n",
            f"exports.{name} = function () {{ return {called}(); }};\n",
            f"module.exports = {{ {name}, {chance.choice(NAMES)}() {{ {called}(); }} }};\n",
            f"export default {called};\n",
            f"export function {name}() {{ {called}(",
        ]
    )


JAVASCRIPT = Code(a_path, a_file)


USER = 'import { f } from "./lib/a";\nimport { g } from "pkg/b";\nimport { h } from "@/c";\nf(); g(); h();\n'


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"lib/a.ts": "export function f() {}\n"}, []),
        ({"lib/a/index.js": "export function f() {}\n"}, []),
        ({"p/b.ts": "export const g = () => 1;\n"}, []),
        ({"p/package.json": '{"name": "other"}'}, []),
        ({"p/package.json": '{"name": "pkg", "exports": {"./b": "./c.js"}}', "p/c.ts": "export function g() {}"}, []),
        ({"q/package.json": '{"name": "pkg"}', "q/b.js": "exports.g = function () {};"}, []),
        ({"tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}} // moved'}, []),
        ({"src/c.ts": 'export * from "./d";\n', "src/d.ts": "export function h() {}\n"}, []),
        ({}, ["lib/a.js"]),
        ({"src/jsconfig.json": '{"compilerOptions": {}}'}, []),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {
        "tsconfig.json": '{"compilerOptions": {"paths": {"@/*": ["./lib/*"]},},}',
        "lib/a.js": "exports.f = function () {};\n",
        "lib/c.ts": "export function h() {}\n",
        "p/package.json": '{"name": "pkg"}',
        "p/b.ts": "export function g() {}\n",
        "use.ts": USER,
    }
    pushed, expected, _ = after_one_push(before, put, gone)
    assert pushed == expected


def test_a_changed_body_links_its_own_file_only() -> None:
    files = {f"m{number}.ts": b'import { f } from "./base";\nf();\n' for number in range(50)}
    graph = fresh({**files, "base.ts": b"export function f() { return 1; }\n"})
    assert graph.push({"base.ts": b"\nexport function f() { g(); return 1; }\nfunction g() {}\n"}).files == 1


def test_a_new_version_of_a_dependency_links_nobody_again() -> None:
    files = {f"m{number}.ts": b'import x from "left-pad";\nx();\n' for number in range(20)}
    graph = fresh({**files, "package.json": b'{"name": "p", "dependencies": {"left-pad": "1.0.0"}}'})
    assert graph.push({"package.json": b'{"name": "p", "dependencies": {"left-pad": "2.0.0"}}'}).files == 1
