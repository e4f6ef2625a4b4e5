"""True, for types that any file of a target may open, and for targets that a manifest lays out."""

import random

import pytest

from tests.parsing.pushes import Code, after_one_push

NAMES = ("alpha", "beta", "gamma")
TYPES = ("Base", "Thing", "Other")
FILES = (
    "Sources/Shop/a.swift",
    "Sources/Shop/in/b.swift",
    "Sources/Depot/a.swift",
    "Tests/ShopTests/a.swift",
    "c.swift",
)
MANIFESTS = (
    '.target(name: "Shop", dependencies: ["Depot"]), .target(name: "Depot"), .testTarget(name: "ShopTests")',
    '.target(name: "Shop", path: "Sources"), .testTarget(name: "ShopTests")',
    '.target(name: "Depot", path: "Sources/Shop/in"), .target(name: "Shop")',
)


def a_path(chance: random.Random) -> str:
    return chance.choice([*FILES, "Package.swift", "Sources/Package.swift", "read.txt"])


def a_file(chance: random.Random) -> bytes:
    """What is in a manifest, too: none but its own lines are read there, and none of these elsewhere."""
    manifest = f"let package = Package(targets: [{chance.choice(MANIFESTS)}])\n"
    imports = "".join(f"import {chance.choice(['Shop', 'Depot', 'Foundation'])}\n" for _ in range(2))
    return f"{manifest}{imports}{''.join(a_definition(chance) for _ in range(3))}".encode()


def a_type(chance: random.Random) -> str:
    return chance.choice(TYPES)


def a_definition(chance: random.Random) -> str:
    name, other, kind, base = chance.choice(NAMES), chance.choice(NAMES), a_type(chance), a_type(chance)
    label, word = chance.choice(["", "by: ", "to: "]), chance.choice(["by", "to", "_"])
    called = chance.choice(
        [f"{other}({label}1)", f"{kind}.{other}({label}1)", f"{kind}({label}1)", f".{other}({label}1)"]
    )
    return chance.choice(
        [
            f"func {name}({word} x: Int) -> {kind} {{ return {called} }}\n",
            f"class {kind}: {base} {{ var part: {base}?; func {name}({word} x: Int) {{ part?.{other}({label}2); {called} }} }}\n",
            f"struct {kind} {{ init({word} x: Int) {{ self.{other}({label}3) }}\n static func {name}({word} x: Int) -> {kind} {{ {called} }} }}\n",
            f"protocol {kind} {{\n func {name}({word} x: Int)\n}}\n",
            f"enum {kind} {{ case {name}({base}), {other} }}\n",
            f"extension {kind}: {base} {{ func {name}({word} x: Int) -> Self {{ {other}({label}4); return self }} }}\n",
            f"extension String {{ func {name}({word} x: Int) {{ {called} }} }}\n",
            f'func {name}(_ x: {kind}) {{ x.{other}({label}5).{name}({label}6); "a".{other}({label}7); if case .{name}(let y) = x {{ y.{other}({label}8) }} }}\n',
        ]
    )


SWIFT = Code(a_path, a_file)


@pytest.mark.parametrize(
    ("put", "gone"),
    [
        ({"Sources/Shop/more.swift": "extension Shop { func go() {} }\n"}, []),
        ({"Sources/Depot/Depot.swift": "public class Depot { init(size: Int) {} }\n"}, []),
        ({"Sources/Shop/text.swift": "extension String { func shout(by x: Int) {} }\n"}, []),
        ({"Sources/Shop/open.swift": "protocol Open {}\nextension Open { func close() {} }\nextension Shop: Open {}\n"}, []),
        ({"Package.swift": 'let p = Package(targets: [.target(name: "All", path: "Sources")])\n'}, []),
        ({}, ["Package.swift"]),
        ({}, ["Sources/Shop/text.swift"]),
        ({}, ["Sources/Depot/Depot.swift"]),
    ],
)  # fmt: skip
def test_each_kind_of_question_is_asked_again_when_its_answer_changes(put: dict[str, str], gone: list[str]) -> None:
    targets = '[.target(name: "Shop", dependencies: ["Depot"]), .target(name: "Depot")]'
    before = {
        "Package.swift": f"let p = Package(targets: {targets})\n",
        "Sources/Depot/Depot.swift": "public class Depot { init() {} ; func go() {} }\n",
        "Sources/Shop/Shop.swift": "class Shop { func open() {} }\n",
        "Sources/Shop/text.swift": "extension String { func shout() {} }\n",
        "Sources/Shop/user.swift": 'import Depot\nfunc f(x: Shop) { x.go(); x.close(); Depot().go(); "a".shout() }\n',
    }
    pushed, expected, old = after_one_push(before, put, gone)
    assert pushed == expected
    assert pushed[1] != old[1]
