"""True: a definition's digest is another exactly when its own code is."""

import pytest

from parsing import encoding, extract

CODE = b"""\
LIMIT = 3


def total(items):
    '''All of them.'''
    return sum(items)


class Cart:
    size: int = 0

    def __init__(self):
        self.items = []
"""


def digests(source: bytes, language: str = "python") -> dict[str, str]:
    return {each.qualname: each.body for each in encoding.facts(extract(language, source).facts).definitions}


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        (b"LIMIT = 3", b"LIMIT = 4", {"LIMIT"}),
        (b"sum(items)", b"max(items)", {"total"}),
        (b"    return sum", b"    if 1:\n        return 2\n    return sum", {"total"}),
        (b"All", b"None", set()),
        (b"total(items)", b"total(items, more)", set()),
        (b"class Cart:", b"class Cart(dict):", set()),
        (b"LIMIT", b"# a line more\nLIMIT", set()),
        (b"= 0", b"= 1", {"Cart.size"}),
        (b"= []", b"= {}", {"Cart.__init__", "Cart.items"}),
    ],
)
def test_an_edit_changes_the_digest_of_what_it_is_in(old: bytes, new: bytes, changed: set[str]) -> None:
    before, after = digests(CODE), digests(CODE.replace(old, new))
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == changed


def test_white_space_counts_as_it_may_decide_what_is_done() -> None:
    nested = b"def f(x):\n    if x:\n        g()\n        h()\n"
    assert digests(nested) != digests(nested.replace(b"        h()", b"    h()"))


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("javascript", b"const f = (x) => { return x + 1 }\n"),
        ("typescript", b"interface A { f: 1 }\nexport class B { f(): number { return 1 } }\n"),
        ("go", b"package a\n\nconst f = 1\n\nfunc g() int { return 1 }\n"),
        ("java", b"class A { int f = 1; int g() { return 1; } }\n"),
        ("kotlin", b"fun f() = 1\nclass A { val g = 1 }\n"),
        ("ruby", b"def f\n  1\nend\n"),
        ("rust", b"const F: u8 = 1;\nfn f() -> u8 { 1 }\n"),
        ("cpp", b"int f() { return 1; }\nstruct A { int g() { return 1; } };\n"),
        ("csharp", b"class A { int f = 1; int G() { return 1; } int H() => 1; }\n"),
        ("php", b"<?php\nfunction f() { return 1; }\n"),
        ("scala", b"object A { def f = 1 }\n"),
        ("swift", b"func f() -> Int { return 1 }\n"),
        ("lua", b"local function f() return 1 end\n"),
        ("bash", b"f() { echo 1; }\n"),
        ("zig", b"fn f() u8 { return 1; }\n"),
    ],
)
def test_functions_and_variables_of_every_language_have_one(language: str, source: bytes) -> None:
    definitions = encoding.facts(extract(language, source).facts).definitions
    coded = [each for each in definitions if each.kind in {"function", "method", "variable", "constant", "field"}]
    assert coded
    assert [each.qualname for each in coded if not each.body] == []
    edited = digests(source.replace(b"1", b"2"), language)
    assert [each.qualname for each in coded if edited[each.qualname] == each.body] == []
