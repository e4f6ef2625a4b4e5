"""True, for files that are types, and for modules that lie at the root of a build."""

import random

import pytest

from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
FILES = ("a.zig", "b.zig", "lib/a.zig", "lib/src/c.zig", "src/c.zig")


def a_path(chance: random.Random) -> str:
    return chance.choice([*FILES, "build.zig", "lib/build.zig", "read.txt"])


def a_file(chance: random.Random) -> bytes:
    imports = "".join(f"{an_import(chance)}\n" for _ in range(3))
    return f"{imports}{''.join(a_definition(chance) for _ in range(3))}".encode()


def an_import(chance: random.Random) -> str:
    spec = chance.choice(["a.zig", "b.zig", "lib/a.zig", "../a.zig", "src/c.zig", "c", "c", "std"])
    name, kind = chance.choice(["m", *NAMES]), a_type(chance)
    return chance.choice(
        [
            f'pub const m = @import("{spec}");',
            f'pub const {kind} = @import("{spec}").{a_type(chance)};',
            f"pub const {kind} = m.{a_type(chance)};",
            f'pub const {kind} = @import("{spec}");',
            f'pub usingnamespace @import("{spec}");',
            f"pub const {name} = m.{chance.choice(NAMES)};",
            f"const {kind} = @This();",
        ]
    )


def a_type(chance: random.Random) -> str:
    return chance.choice(TYPES)


def a_definition(chance: random.Random) -> str:
    name, kind, other = chance.choice(NAMES), a_type(chance), a_type(chance)
    called = chance.choice([*NAMES, "m.alpha", "m.m.beta", f"{kind}.beta", f"m.{kind}.gamma"])
    return chance.choice(
        [
            f"pub fn {name}(x: *{kind}) !{other} {{ return {called}(x).{chance.choice(NAMES)}(); }}\n",
            f"part: {kind},\npub fn {name}(self: *{other}) {kind} {{ self.part.{chance.choice(NAMES)}(); return .{called}(); }}\n",
            f"pub const {kind} = struct {{ part: {other}, pub fn {name}(self: @This()) {other} {{ {called}(); return self.part; }} }};\n",
            f"pub fn {name}(comptime T: type) type {{ return struct {{ pub fn {name}(x: {kind}) void {{ x.beta(); }} }}; }}\n",
            f"pub fn {name}(action: *const fn () void) void {{ action(); if ({called}()) |x| x.part.beta({name}); }}\n",
            f"test {{ const x: {kind} = .{{}}; x.{name}(); for (x.part) |y| y.{name}();\n",
        ]
    )


ZIG = Code(a_path, a_file)


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"lib/Thing.zig": "pub fn go(self: *@This()) void {}\n"}, []),
        ({"lib/Thing.zig": 'part: @import("../a.zig").Part,\npub const go = @import("../a.zig").helper;\n'}, []),
        ({}, ["src/shop.zig"]),
        ({"lib/build.zig": "", "lib/src/shop.zig": "pub fn open() void {}\n"}, []),
        ({"a.zig": 'pub const helper = @import("lib/Thing.zig").go;\n'}, []),
        ({}, ["lib/Thing.zig"]),
        ({}, ["build.zig"]),
    ],
)  # fmt: skip
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    user = 'const Thing = @import("Thing.zig");\nfn f(x: *Thing) void { x.go(); x.part.go(); @import("shop").open(); @import("../a.zig").helper(); }\n'
    before = {
        "build.zig": "",
        "a.zig": "pub fn helper() void {}\npub const Part = struct { pub fn go(self: Part) void {} };\n",
        "src/shop.zig": "pub fn open() void {}\n",
        "lib/Thing.zig": "part: u8,\npub fn go(self: *@This()) void {}\n",
        "lib/user.zig": user,
    }
    pushed, expected, old = after_one_push(before, put, gone)
    assert pushed == expected
    assert pushed[1] != old[1]
