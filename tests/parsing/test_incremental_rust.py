"""True, for modules that files declare, implementations in other files and crates that manifests name."""

import random

import pytest

from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
PATHS = ("src/lib.rs", "src/a.rs", "src/a/b.rs", "src/b/mod.rs", "src/main.rs", "other/src/lib.rs", "other/src/a.rs")


def a_path(chance: random.Random) -> str:
    return chance.choice([*PATHS, "Cargo.toml", "other/Cargo.toml", "read.txt"])


def a_file(chance: random.Random) -> bytes:
    """One text for all kinds of files: each reads what is its own."""
    if chance.random() < 0.2:
        name = chance.choice(["one", "other"])
        return f'[package]\nname = "{name}"\n[dependencies]\nfar = {{ package = "other", path = "other" }}\n'.encode()
    uses = "".join(f"{chance.choice(['', 'pub '])}use {a_module(chance)}::{a_tree(chance)};\n" for _ in range(2))
    modules = "".join(f"mod {chance.choice(['a', 'b'])};\n" for _ in range(chance.randint(0, 2)))
    return f"{modules}{uses}{''.join(a_definition(chance) for _ in range(4))}".encode()


def a_module(chance: random.Random) -> str:
    return chance.choice(
        ["crate", "crate::a", "self::a", "super", "super::b", "far", "far::a", "crate::a::b", "inline"]
    )


def a_tree(chance: random.Random) -> str:
    return chance.choice(["*", a_type(chance), f"{{self as m, {a_type(chance)}}}", chance.choice(NAMES)])


def a_type(chance: random.Random) -> str:
    return chance.choice(TYPES)


def a_definition(chance: random.Random) -> str:
    name, kind, other = chance.choice(NAMES), a_type(chance), a_type(chance)
    called = chance.choice([*NAMES, "m::alpha", "crate::beta", "super::gamma", "far::alpha", f"{kind}::beta"])
    return chance.choice(
        [
            f"pub fn {name}(x: &{kind}) -> {other} {{ {called}(x).{chance.choice(NAMES)}() }}\n",
            f"impl {kind} {{ pub fn {name}(&self) -> Option<{other}> {{ self.part.{chance.choice(NAMES)}(); None }} }}\n",
            f"pub struct {kind} {{ part: {other} }}\n",
            f"pub enum {kind} {{ One({other}), Two }}\nfn {name}(x: {kind}) {{ if let {kind}::One(y) = x {{ y.{name}(); }} }}\n",
            f"pub trait {kind}: {other} {{ fn {name}(&self) -> {other} {{ self.{chance.choice(NAMES)}()?; }} }}\n",
            f'impl {kind} for {other} {{ fn {name}(&self) {{ println!("{{}}", {called}(self).{name}()); }} }}\n',
            f"mod inline {{ use super::*; pub fn {name}(x: {kind}) {{ x.{name}(); }}\n",
            f"macro_rules! {name} {{ () => {{ {called}() }} }}\nfn f() {{ {name}!() }}\n",
        ]
    )  # fmt: skip


RUST = Code(a_path, a_file)


USER = "mod a;\nuse far::Thing;\nuse crate::a::*;\nfn f(x: Thing) { x.go(); helper(); a::g(); }\n"


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"src/a.rs": "pub fn helper() {}\npub fn g() {}\n"}, []),
        ({"src/a/mod.rs": "pub fn helper() {}\n"}, []),
        ({"src/a.rs": "pub use far::*;\n"}, []),
        ({"other/src/more.rs": "use crate::Thing;\nimpl Thing { pub fn go(&self) {} }\n"}, []),
        ({"other/Cargo.toml": '[package]\nname = "far"\n[lib]\npath = "src/start.rs"\n'}, []),
        ({"other/src/start.rs": "pub struct Thing;\nimpl Thing { pub fn go(&self) {} }\n"}, []),
        ({}, ["other/Cargo.toml"]),
        ({}, ["other/src/lib.rs"]),
        ({"Cargo.toml": '[package]\nname = "far"\n'}, []),
    ],
)
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    before = {
        "Cargo.toml": '[package]\nname = "one"\n',
        "other/Cargo.toml": '[package]\nname = "far"\n',
        "other/src/lib.rs": "pub struct Thing;\nmod more;\n",
        "src/lib.rs": USER,
    }
    pushed, expected, _ = after_one_push(before, put, gone)
    assert pushed == expected
