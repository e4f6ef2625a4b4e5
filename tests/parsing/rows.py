"""Rows without end: one thing many times over, in or behind itself. By language: what stands around, and what is repeated."""

from typing import Final, NamedTuple


class Row(NamedTuple):
    """`before`, `piece` for each of a number, `middle`, `after` for each, `end`. `{n}` in a piece is its number."""

    before: str
    piece: str
    middle: str = ""
    after: str = ""
    end: str = ""

    def source(self, number: int) -> bytes:
        pieces = "".join(self.piece.replace("{n}", str(place)) for place in range(number))
        return f"{self.before}{pieces}{self.middle}{self.after * number}{self.end}".encode()


class _Words(NamedTuple):
    """How a language says a few things that most can say."""

    before: str  # of the body of a function with the parameter x, and of a function f
    bound: str  # before a value that a name is bound to
    ends: str = ";"
    after: str = "}"
    both: str = "&&"
    member: str = ".m"
    x: str = "x"
    tested: tuple[str, str] = ("if (x) { f(x); }", " else if (x) { f(x); }")


_WORDS: Final = {
    "python": _Words("def f(x):\n    ", "z = ", "\n", "", "and", tested=("if x: f(x)\n", "    elif x: f(x)\n")),
    "javascript": _Words("function f(x) {\n", "let z = "),
    "typescript": _Words("function f(x: C) {\n", "let z = "),
    "kotlin": _Words("fun f(x: C) {\n", "val z = ", "\n"),
    "scala": _Words("object O {\n def f(x: C): C = {\n", "val z = ", "\n", "}}"),
    "java": _Words("class C { C f(C x) {\n", "var z = ", after="}}"),
    "csharp": _Words("class C { C f(C x) {\n", "var z = ", after="}}"),
    "ruby": _Words("def f(x)\n", "z = ", "\n", "end", tested=("if x\n f(x)\n", "elsif x\n f(x)\n")),
    "go": _Words("package p\nfunc f(x C) {\n", "z := ", "\n", tested=("if x { f(x) }", " else if x { f(x) }")),
    "rust": _Words("fn f(x: C) {\n", "let z = ", tested=("if x { f(x); }", " else if x { f(x); }")),
    "c": _Words("int f(int x) {\n", "int z = "),
    "cpp": _Words("int f(C x) {\n", "auto z = "),
    "php": _Words("<?php\nfunction f($x) {\n", "$z = ", member="->m", x="$x"),
    "swift": _Words("func f(_ x: C) {\n", "let z = ", "\n", tested=("if x { f(x) }", " else if x { f(x) }")),
    "lua": _Words("function f(x)\n", "z = ", "\n", "end", "and", tested=("if x then f(x)\n", "elseif x then f(x)\n")),
    "zig": _Words("fn f(x: C) void {\n", "const z = ", both="and"),
}  # fmt: skip


def _of(told: _Words) -> dict[str, Row]:
    value, end = f"{told.before}{told.bound}", f"{told.ends}{told.after}"
    closes = {"\n": "\nend\n"}.get(told.tested[0][-1:], "") if told.after == "end" else ""
    return {
        "calls of calls": Row(f"{value}f", f"({told.x})", end=end),
        "members called": Row(f"{value}{told.x}", f"{told.member}({told.x})", end=end),
        "calls in calls": Row(value, "f(", told.x, ")", end),
        "operators": Row(f"{value}{told.x}", f" {told.both} f({told.x})", end=end),
        "conditions": Row(
            f"{told.before}{told.tested[0].replace('x', told.x)}", told.tested[1].replace("(x)", f"({told.x})"), closes, end=end,
        ),
    }  # fmt: skip


# What one language alone has, and was once read in the square of its length or worse.
_OWN: Final = {
    ("kotlin", "tests"): Row("fun f(x: C) { if (true", " && x is C", ") f(x) }"),
    ("php", "tests"): Row("<?php if (true", " && $x instanceof C", ") f($x);"),
    ("javascript", "tests"): Row("if (true", " && x instanceof C", ") f(x)"),
    ("scala", "placeholders"): Row("object O { val z = x.m(_", " + _", ") }"),
    ("scala", "objects"): Row("", "object O{n} { def f = 1 }\n"),
    ("rust", "types"): Row("", "struct S{n};\nimpl T for S{n} {}\n"),
    ("rust", "macros"): Row("", "m!(", "x", ")", ";"),
    ("ruby", "members"): Row("def f(x)\n x", ".m", "\nend"),
    ("python", "decorators"): Row("def d(f): return f\n", "@d\n", "def f(): pass\n"),
    ("python", "comments"): Row("", "# x\n", "def f(): pass\n"),
}

_UNSAID: Final = {("java", "calls of calls"), ("ruby", "calls of calls")}  # there a call's result is not called
ROWS: Final = {
    (language, name): row
    for language, told in _WORDS.items()
    for name, row in _of(told).items()
    if (language, name) not in _UNSAID
} | _OWN
